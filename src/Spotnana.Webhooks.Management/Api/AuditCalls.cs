using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Lists the audit log, and says whether its chain holds.</summary>
internal sealed class AuditCalls(IInbox inbox, AuditLog audit, AuditWatch watch)
{
    private const int UsualPage = 50;

    // What is new since the last minute. Should that be more, it is checked behind.
    private const int CheckedPages = 5;

    public async Task<Reply> ListAsync(HttpContext context)
    {
        var parameters = new Parameters(context.Request.Query);
        var filter = new AuditFilter
        {
            From = parameters.Time("from"),
            To = parameters.Time("to"),
            Caller = parameters.Text("caller"),
            Action = parameters.Text("action"),
        };
        var subject = parameters.Text("subject");
        var limit = parameters.Number("limit", 1, IInboxAudit.LargestPage) ?? UsualPage;
        var cursor = parameters.Value<long>("cursor", NumberOf, "the next of an earlier answer, unchanged");
        var oldestFirst = parameters.Value<bool>("order", DeliveriesCalls.OldestFirst, "newest, oldest") ?? false;
        if (filter.From >= filter.To)
            parameters.Refuse("The parameter to is not later than from: nothing lies between. Allowed: a later time.");
        if (oldestFirst && (filter != AuditFilter.All || subject is not null))
            parameters.Refuse("With order=oldest all rows are listed: leave out from, to, caller, action and subject.");
        if (parameters.Fail(out var refusal))
            return refusal;
        if (inbox is not IInboxAudit log || await watch.CheckAsync(CheckedPages, context.RequestAborted) is not { } verdict)
            return Reply.Problem(StatusCodes.Status501NotImplemented, "The engine of this inbox keeps no audit log.");

        if (subject is not null)
            filter = filter with { Targets = await HashesAsync(subject, context.RequestAborted) };
        var page = oldestFirst
            ? await log.ReadAuditAsync(cursor ?? 0, limit, context.RequestAborted)
            : await log.ListAuditAsync(filter, limit, cursor, context.RequestAborted);
        return Reply.Ok(
            new AuditListJson(
                [.. page.Rows.Select(AuditEntryJson.Of)], page.Next?.ToString(CultureInfo.InvariantCulture),
                AuditChainJson.Of(page.Ends, verdict)),
            ApiJson.Compact.AuditListJson);
    }

    /// <summary>What stands in targets for a subject: with its kind, and as a caller may have given it, without.</summary>
    private async Task<IReadOnlyList<string>> HashesAsync(string subject, CancellationToken cancellationToken)
    {
        var texts = Subject.Meanings(subject).ToList();
        if (texts is [var whole])
            texts.Add(whole[(whole.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        var hashes = new List<string>();
        foreach (var text in texts)
            hashes.AddRange(await audit.HashesAsync(text, cancellationToken));
        return hashes;
    }

    private static long? NumberOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
