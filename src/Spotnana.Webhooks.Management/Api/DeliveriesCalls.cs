using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Lists and shows deliveries, and reads their bytes.</summary>
internal sealed class DeliveriesCalls(
    IInboxQuery inbox, FindCalls find, HandlerOutages outages, Summaries summaries, AuditLog audit)
{
    private const int UsualPage = 50;
    private const string ReadPayload = "payload.read";

    public async Task<Reply> ListAsync(HttpContext context)
    {
        if (context.Request.Query.ContainsKey(FindCalls.Parameter))
            return await find.FindByQueryAsync(context);

        var parameters = new Parameters(context.Request.Query);
        var filter = FilterParameters.Read(parameters);
        var oldestFirst = parameters.Value<bool>("order", OldestFirst, "newest, oldest") ?? false;
        var limit = parameters.Number("limit", 1, IInboxQuery.LargestPage) ?? UsualPage;
        var cursor = parameters.Value<DeliveryCursor>(
            "cursor", text => DeliveryCursor.TryParse(text, out var place) ? place : null, "the next of an earlier answer, unchanged");
        if (parameters.Fail(out var refusal))
            return refusal;

        filter = await inbox.SpellAsync(filter, context.RequestAborted);
        var page = await inbox.ListAsync(filter, oldestFirst, limit, cursor, context.RequestAborted);
        var lines = await summaries.OfAsync(context, page.Deliveries);
        return Reply.Ok(DeliveryListJson.Of(page, lines), ApiJson.Compact.DeliveryListJson);
    }

    public async Task<Reply> ShowAsync(HttpContext context)
    {
        var parameters = new Parameters(context.Request.Query);
        var address = DeliveryAddress.Read(context, parameters);
        if (parameters.Fail(out var refusal))
            return refusal;

        var (found, others, missing) = await address.FindAsync(inbox, context.RequestAborted);
        if (found is null)
            return missing!;

        var paused = (await inbox.ListHandlersAsync(context.RequestAborted)).Where(handler => handler.PausedAt is not null);
        var waiting = new WaitingReasons(
            paused.Select(handler => handler.Handler).ToHashSet(StringComparer.Ordinal), await outages.ReadAsync(context.RequestAborted));
        var lines = await summaries.OfAsync(context, [found.Delivery]);
        return Reply.Ok(
            DeliveryJson.Of(found, others, waiting) with { Summary = lines.GetValueOrDefault(found.Delivery.Sequence) },
            ApiJson.Compact.DeliveryJson);
    }

    public async Task<Reply> ReadPayloadAsync(HttpContext context)
    {
        var parameters = new Parameters(context.Request.Query);
        var address = DeliveryAddress.Read(context, parameters);
        if (parameters.Fail(out var refusal))
            return refusal;

        var (found, _, missing) = await address.FindAsync(inbox, context.RequestAborted);
        var reply = found is null ? missing! : await PayloadOfAsync(found.Delivery, context.RequestAborted);
        var target = await address.TargetAsync(audit, found);
        if (reply.Status == StatusCodes.Status200OK)
            await audit.WriteBeforeAsync(context, ReadPayload, target, $"{reply.Body.Length} bytes");
        else
            await audit.WriteAsync(context, ReadPayload, target, reply.Failure);
        return reply;
    }

    public static bool? OldestFirst(string order) => order switch
    {
        "oldest" => true,
        "newest" => false,
        _ => null,
    };

    private async Task<Reply> PayloadOfAsync(DeliverySummary delivery, CancellationToken cancellationToken)
    {
        DeliveryPayload payload;
        try
        {
            payload = await inbox.ReadPayloadAsync(delivery.Sequence, cancellationToken);
        }
        catch (InvalidDataException damage)
        {
            return Reply.Unreadable(damage);
        }

        return payload.State == PayloadState.Found
            // A body that is not a readable envelope may be anything.
            ? Reply.Bytes(payload.Body, delivery.EventType is null ? "application/octet-stream" : "application/json")
            : Reply.BodyGone;
    }
}
