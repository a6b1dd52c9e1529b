using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>
/// Lists, pauses, resumes and tries handlers, configured now or only remembered by the inbox, and discards what waits for them.
/// </summary>
internal sealed class HandlersCalls(
    IInboxQuery inbox, IInboxOperator operations, IEnumerable<HandlerRegistration> registrations, HandlerOutages outages, TimeProvider time,
    AuditLog audit)
{
    private readonly HashSet<string> _configured =
        registrations.Select(handler => handler.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    public async Task<Reply> ListAsync(HttpContext context)
    {
        if (new Parameters(context.Request.Query).Fail(out var refusal))
            return refusal;

        var known = (await inbox.ListHandlersAsync(context.RequestAborted))
            .ToDictionary(handler => handler.Handler, StringComparer.Ordinal);
        var stored = await inbox.NamesAsync(context.RequestAborted);
        var names = known.Keys.Union(_configured.Select(stored.SpellHandler), StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var unavailable = await outages.ReadAsync(context.RequestAborted);
        var handlers = names.Select(name => Describe(name, known.GetValueOrDefault(name), unavailable.GetValueOrDefault(name)));
        return Reply.Ok(new HandlerListJson([.. handlers]), ApiJson.Compact.HandlerListJson);
    }

    public Task<Reply> PauseAsync(HttpContext context) => OperateAsync(context, "pause", async name =>
    {
        var changed = await operations.PauseAsync(name, context.RequestAborted);
        return (Reply.Ok(new PauseJson(name, Paused: true, changed), ApiJson.Compact.PauseJson), changed ? "paused" : "was paused before");
    });

    public Task<Reply> ResumeAsync(HttpContext context) => OperateAsync(context, "resume", async name =>
    {
        var changed = await operations.ResumeAsync(name, context.RequestAborted);
        return (Reply.Ok(new PauseJson(name, Paused: false, changed), ApiJson.Compact.PauseJson), changed ? "resumed" : "was not paused");
    });

    public Task<Reply> TryAsync(HttpContext context) => OperateAsync(context, "try", async name =>
    {
        var due = await operations.TryAsync(name, context.RequestAborted);
        return (Reply.Ok(new TryJson(name, due), ApiJson.Compact.TryJson), $"{due} handlings are due now");
    });

    public Task<Reply> DiscardAsync(HttpContext context) => OperateAsync(context, "discard", async name =>
    {
        var result = await operations.DiscardAsync(name, context.RequestAborted);
        return (
            Reply.Ok(new DiscardJson(result.Discarded, result.Leased), ApiJson.Compact.DiscardJson),
            $"{result.Discarded} handlings given up, {result.Leased} left because an attempt is running");
    });

    private async Task<Reply> OperateAsync(HttpContext context, string action, Func<string, Task<(Reply Reply, string Outcome)>> operate)
    {
        if (new Parameters(context.Request.Query).Fail(out var refusal))
            return refusal;

        var name = (string)context.GetRouteValue("name")!;
        var outcome = "interrupted; what was done is not undone";
        try
        {
            name = (await inbox.NamesAsync(context.RequestAborted)).SpellHandler(name);
            (var reply, outcome) = await IsKnownAsync(name, context.RequestAborted) ? await operate(name) : NotKnown();
            return reply;
        }
        finally
        {
            await audit.WriteAsync(context, action, SafeName.Of(name), outcome);
        }
    }

    private async Task<bool> IsKnownAsync(string name, CancellationToken cancellationToken) =>
        _configured.Contains(name) || (await inbox.ListHandlersAsync(cancellationToken)).Any(handler => handler.Handler == name);

    private static (Reply Reply, string Outcome) NotKnown()
    {
        var reply = Reply.Problem(StatusCodes.Status404NotFound, "There is no such handler. GET /api/handlers names all.");
        return (reply, reply.Failure);
    }

    private HandlerJson Describe(string name, HandlerSummary? known, HandlerOutage? outage) => new(
        name,
        _configured.Contains(name),
        known?.PausedAt is not null,
        known?.PausedAt?.UtcDateTime,
        known?.Pending ?? 0,
        known?.Dead ?? 0,
        known?.Discarded ?? 0,
        Age.Of(known?.WaitingSince, time),
        outage?.Since.UtcDateTime,
        outage?.LastError,
        outage?.NextTryAt.UtcDateTime);
}
