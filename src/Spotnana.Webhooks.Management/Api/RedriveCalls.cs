using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Puts deliveries back to work.</summary>
internal sealed class RedriveCalls(IInboxQuery inbox, IInboxOperator operations, RereadDelivery reread, AuditLog audit)
{
    private const string Action = "redrive";

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
            ? default
            : await operations.RedriveAsync(found.Delivery.Sequence, handler, reread, context.RequestAborted);
        var reply = found is null ? missing! : ReplyTo(result);
        await audit.WriteAsync(
            context, Action, await address.TargetAsync(audit, found, handler),
            reply.Status == StatusCodes.Status200OK ? $"{result.Handlings} handlings put back" : reply.Failure);
        return reply;
    }

    public async Task<Reply> ManyAsync(HttpContext context)
    {
        var parameters = new Parameters(context.Request.Query);
        var filter = FilterParameters.Read(parameters);
        var dryRun = parameters.Flag("dryRun") ?? false;
        var limit = parameters.Number("limit", 1, int.MaxValue);
        _ = parameters.Value<bool>("order", text => text == "oldest" ? true : null, "oldest, which it always is");
        if (parameters.Fail(out var refusal))
            return refusal;

        var target = context.Request.Query.Count > 0
            ? await audit.FilterAsync(context.Request.Query, context.RequestAborted) : "state=dead";
        var outcome = "interrupted; what was put back is not undone";
        try
        {
            filter = await inbox.SpellAsync(filter, context.RequestAborted);
            var totals = await operations.RedriveAsync(filter, limit, dryRun, reread, context.RequestAborted);
            outcome = $"{totals.Deliveries} deliveries {(dryRun ? "would be" : "were")} put back, {totals.Left} left";
            return Reply.Ok(new RedriveJson(totals.Deliveries, totals.Handlings, totals.Left, dryRun), ApiJson.Compact.RedriveJson);
        }
        finally
        {
            await audit.WriteAsync(context, Action, target, outcome);
        }
    }

    private static Reply ReplyTo(RedriveResult result) => result.Outcome switch
    {
        RedriveOutcome.Redriven => Reply.Ok(new RedriveJson(1, result.Handlings), ApiJson.Compact.RedriveJson),
        RedriveOutcome.Nothing => Reply.Ok(new RedriveJson(0, 0), ApiJson.Compact.RedriveJson),
        RedriveOutcome.Busy => Reply.Problem(
            StatusCodes.Status409Conflict, "An attempt is running. Redrive it after that."),
        RedriveOutcome.BodyGone => Reply.BodyGone,
        _ => Reply.Problem(StatusCodes.Status404NotFound, "The delivery is stored, but this handler has no part in it."),
    };
}
