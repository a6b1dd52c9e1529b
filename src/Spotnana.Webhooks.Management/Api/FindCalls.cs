using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Finds deliveries by a key that the caller has in hand, which no log may show.</summary>
internal sealed class FindCalls(DeliveryFinder finder, Summaries summaries)
{
    public const string Parameter = "key";

    private const int UsualPage = 50;
    private const string CursorText = "the next of an earlier answer, unchanged";

    private const string Wanted =
        """Name what to look for, and nothing else: {"key":"…"}, and perhaps "limit" (1 to 1000) and "cursor" (an earlier next).""";

    /// <summary>By the query, which then names nothing else but the page.</summary>
    public async Task<Reply> FindByQueryAsync(HttpContext context)
    {
        var parameters = new Parameters(context.Request.Query);
        var key = parameters.Text(Parameter);
        var limit = parameters.Number("limit", 1, IInboxQuery.LargestPage) ?? UsualPage;
        var cursor = parameters.Value<DeliveryCursor>("cursor", CursorOf, CursorText);
        return parameters.Fail(out var refusal) ? refusal : await FindAsync(context, key!, limit, cursor);
    }

    /// <summary>By the body: an address may be logged on its way.</summary>
    public async Task<Reply> FindAsync(HttpContext context)
    {
        if (new Parameters(context.Request.Query).Fail(out var refusal))
            return refusal;

        var request = await RequestBody.ReadAsync(context, ApiJson.Strict.FindRequestJson);
        var cursor = request?.Cursor is { } text ? CursorOf(text) : null;
        return request is { Key: { Length: > 0 } key, Limit: null or (>= 1 and <= IInboxQuery.LargestPage) }
            && request.Cursor is null == cursor is null
            ? await FindAsync(context, key, request.Limit ?? UsualPage, cursor)
            : Reply.Problem(StatusCodes.Status400BadRequest, Wanted);
    }

    private async Task<Reply> FindAsync(HttpContext context, string key, int limit, DeliveryCursor? cursor) =>
        await finder.FindAsync(key, limit, cursor, context.RequestAborted) is { } page
            ? Reply.Ok(DeliveryListJson.Of(page, await summaries.OfAsync(context, page.Deliveries)), ApiJson.Compact.DeliveryListJson)
            : Reply.Problem(StatusCodes.Status501NotImplemented, "The engine of this inbox finds nothing by keys.");

    private static DeliveryCursor? CursorOf(string text) => DeliveryCursor.TryParse(text, out var place) ? place : null;
}
