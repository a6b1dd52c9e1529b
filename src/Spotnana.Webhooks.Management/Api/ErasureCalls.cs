using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Has travelers erased, and shows the receipts.</summary>
internal sealed class ErasureCalls(
    IInbox inbox, IInboxQuery query, InboxHashKeys hashKeys, Backups backups, TimeProvider time, AuditLog audit)
{
    private const string Action = "erase";
    private const int MostReceipts = 1000;
    private const int UsualReceipts = 100;
    private const int LongestValue = 200;

    private const string Wanted =
        """Name what to erase, and nothing else: {"traveler":"…"} or {"subject":"pnr/…"}, and perhaps "subscription".""";

    public async Task<Reply> AddAsync(HttpContext context)
    {
        if (new Parameters(context.Request.Query).Fail(out var refusal))
            return refusal;

        return await RequestBody.ReadAsync(context, ApiJson.Strict.ErasureRequestJson) is { } request
            ? await AddAsync(context, request)
            : Reply.Problem(StatusCodes.Status400BadRequest, Wanted);
    }

    public async Task<Reply> AddByQueryAsync(HttpContext context)
    {
        var parameters = new Parameters(context.Request.Query);
        var request = new ErasureRequestJson(parameters.Text("traveler"), parameters.Text("subject"), parameters.Text("subscription"));
        return parameters.Fail(out var refusal) ? refusal : await AddAsync(context, request);
    }

    public async Task<Reply> ListAsync(HttpContext context)
    {
        var parameters = new Parameters(context.Request.Query);
        var limit = parameters.Number("limit", 1, MostReceipts) ?? UsualReceipts;
        if (parameters.Fail(out var refusal))
            return refusal;
        if (inbox is not IInboxErasing erasing)
            return CannotErase();

        var erasures = await erasing.ListErasuresAsync(id: null, limit, context.RequestAborted);
        return Reply.Ok(new ErasureListJson([.. erasures.Select(Receipt)]), ApiJson.Compact.ErasureListJson);
    }

    public async Task<Reply> ShowAsync(HttpContext context)
    {
        if (new Parameters(context.Request.Query).Fail(out var refusal))
            return refusal;
        if (inbox is not IInboxErasing erasing)
            return CannotErase();

        var id = (string)context.GetRouteValue("id")!;
        return await erasing.ListErasuresAsync(id, limit: 1, context.RequestAborted) is [var erasure]
            ? Reply.Ok(Receipt(erasure), ApiJson.Compact.ErasureJson)
            : Reply.Problem(StatusCodes.Status404NotFound, "There is no erasure with this id. GET /api/erasures lists them.");
    }

    private ErasureJson Receipt(Erasure erasure) => ErasureJson.Of(erasure, backups, time);

    private async Task<Reply> AddAsync(HttpContext context, ErasureRequestJson request)
    {
        if (inbox is not IInboxErasing erasing || await hashKeys.OpenAsync(context.RequestAborted) is not { } opened)
            return CannotErase();
        if (Read(request, out var kind, out var value) is { } wrong)
            return Reply.Problem(StatusCodes.Status400BadRequest, wrong);

        var names = await query.NamesAsync(context.RequestAborted);
        var subscription = request.Subscription is null ? null : names.SpellSubscription(request.Subscription);
        if (subscription is not null && !names.Subscriptions.Contains(subscription))
            return Reply.Problem(StatusCodes.Status404NotFound, "There is no such subscription. Leave it out to erase in all.");

        var by = context.Features.GetRequiredFeature<ManagementCaller>().Name;
        var erasure = Erasure.Requested(kind, value, by, opened.Own, time.GetUtcNow()) with { Subscription = subscription };
        var outcome = "interrupted; it may have been taken on";
        try
        {
            await erasing.AddErasureAsync(erasure, context.RequestAborted);
            outcome = "taken on";
        }
        finally
        {
            var subject = kind == ErasureKind.Subject ? value : Subject.Traveler(value).ToString();
            var target = $"{erasure.Id} subject={await audit.HashAsync(subject, CancellationToken.None)}";
            await audit.WriteAsync(context, Action, target, outcome);
        }

        return Reply.Accepted(Receipt(erasure), ApiJson.Compact.ErasureJson);
    }

    /// <returns>What is wrong. Null: nothing.</returns>
    private static string? Read(ErasureRequestJson request, out ErasureKind kind, out string value)
    {
        (kind, value) = request.Traveler is null ? (ErasureKind.Subject, request.Subject ?? "") : (ErasureKind.Traveler, request.Traveler);
        if (request.Traveler is null == request.Subject is null || value.Length > LongestValue || value.Any(char.IsControl))
            return Wanted;
        if (kind == ErasureKind.Subject)
            return value.IndexOf('/') is > 0 and var slash && slash < value.Length - 1
                ? null
                : "A subject is its kind and its id: pnr/…, trip/…, traveler/…, task/… or charge/….";
        return value.Trim().Length < Erasure.ShortestTraveler || value.Any(char.IsWhiteSpace)
            ? $"This is no traveler's id: it has at least {Erasure.ShortestTraveler} characters and no spaces. "
                + "A shorter one would be found in bodies that have nothing to do with it."
            : null;
    }

    private static Reply CannotErase() => Reply.Problem(StatusCodes.Status501NotImplemented, "The engine of this inbox cannot erase.");
}
