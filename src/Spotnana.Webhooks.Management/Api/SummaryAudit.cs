using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>
/// Writes down who reads full lines: once an hour for each key, since pages and tools ask for lists all the time, and a row for each of
/// them would bury the others.
/// </summary>
internal sealed class SummaryAudit(AuditLog audit, TimeProvider time)
{
    private const string ReadSummaries = "summaries.read";

    private static readonly TimeSpan _span = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether the caller may see full lines: with the right to payloads, once that stands in the audit log. Where it cannot be stored, the
    /// brief lines have to do: a list is wanted most when something is broken.
    /// </summary>
    public async Task<bool> AllowsFullAsync(HttpContext context)
    {
        var caller = context.Features.GetRequiredFeature<ManagementCaller>();
        if (!caller.Rights.Contains(Right.Payloads))
            return false;
        var now = time.GetUtcNow();
        if (_until.TryGetValue(caller.Name, out var until) && now < until)
            return true;

        try
        {
            await audit.WriteBeforeAsync(context, ReadSummaries, "deliveries", "for 1 hour");
        }
        catch (Exception failure) when (failure is InboxUnavailableException or InboxBrokenException)
        {
            return false;
        }

        _until[caller.Name] = now + _span;
        return true;
    }
}
