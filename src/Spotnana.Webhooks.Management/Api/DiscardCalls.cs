using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Gives up single deliveries.</summary>
internal sealed class DiscardCalls(IInboxQuery inbox, IInboxOperator operations, AuditLog audit)
{
    public async Task<Reply> OneAsync(HttpContext context)
    {
        var parameters = new Parameters(context.Request.Query);
        var address = DeliveryAddress.Read(context, parameters);
        var handler = parameters.Text("handler");
        if (parameters.Fail(out var refusal))
            return refusal;

        var (found, _, missing) = await address.FindAsync(inbox, context.RequestAborted);
        if (found is not null)
            handler = await inbox.SpellHandlerAsync(handler, context.RequestAborted);
        var result = found is null
            ? null
            : await operations.DiscardAsync(found.Delivery.Sequence, handler, context.RequestAborted);
        var reply = result is { } done
            ? Reply.Ok(new DiscardJson(done.Discarded, done.Leased), ApiJson.Compact.DiscardJson)
            : missing ?? Reply.Problem(StatusCodes.Status404NotFound, "The delivery is stored, but this handler has no part in it.");
        await audit.WriteAsync(
            context, "discard", await address.TargetAsync(audit, found, handler),
            result is { } outcome
                ? $"{outcome.Discarded} handlings given up, {outcome.Leased} left because an attempt is running"
                : reply.Failure);
        return reply;
    }
}
