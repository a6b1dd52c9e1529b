using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>
/// Writes each reading of a payload and each change into the audit log: see <see cref="AuditTrail"/>. Targets name deliveries, handlers and
/// subscriptions; whatever else a caller wrote is hashed.
/// </summary>
internal sealed class AuditLog(AuditTrail trail, InboxHashKeys hashKeys)
{
    // So many hexadecimal digits of a hash are enough to tell one from all others.
    private const int HashDigits = 16;

    // Of a call of a Unix socket, or a test server in this process.
    private const string NoAddress = "unknown";

    private static readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase)
    {
        "state", "reason", "handler", "eventType", "operation", "subscription", "order", "limit", "dryRun",
    };

    private static readonly HashSet<string> _times = new(StringComparer.OrdinalIgnoreCase) { "from", "to" };

    /// <summary>Writes down what was done. It never fails: see <see cref="AuditTrail.WriteAsync"/>.</summary>
    /// <param name="context">The call: the name of its key stands first in the line.</param>
    /// <param name="action">A word for what was asked for, such as <c>redrive</c>.</param>
    /// <param name="target">The delivery, the handler or the filter that it was asked for.</param>
    /// <param name="outcome">The result, in a few words.</param>
    public Task WriteAsync(HttpContext context, string action, string target, string outcome) =>
        trail.WriteAsync(CallerOf(context), AddressOf(context), action, target, outcome);

    /// <summary>
    /// Writes down what is about to be answered. Where it cannot be stored this throws, as the inbox does, and nothing may be answered.
    /// </summary>
    /// <inheritdoc cref="WriteAsync"/>
    public Task WriteBeforeAsync(HttpContext context, string action, string target, string outcome) =>
        trail.WriteBeforeAsync(CallerOf(context), AddressOf(context), action, target, outcome);

    /// <summary>
    /// What stands in a target for a text that may name a traveler, a subject or an organization: the same for the same text.
    /// </summary>
    public async Task<string> HashAsync(string text, CancellationToken cancellationToken) =>
        await hashKeys.OpenAsync(cancellationToken) is { } keys ? Shown(keys.Own, text) : "#";

    /// <summary>All that may stand in targets for a text, whichever key it was hashed with.</summary>
    public async Task<IEnumerable<string>> HashesAsync(string text, CancellationToken cancellationToken) =>
        (await hashKeys.OpenAsync(cancellationToken))?.All.Select(key => Shown(key, text)) ?? [];

    /// <summary>A filter as a target, after it was read without an error: what could name somebody is hashed.</summary>
    public async Task<string> FilterAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        foreach (var (name, values) in query)
        {
            var value = values.ToString();
            parts.Add($"{name}={(
                _times.Contains(name) ? value
                : _words.Contains(name) ? SafeName.Of(value)
                : await HashAsync(value, cancellationToken))}");
        }

        return string.Join('&', parts);
    }

    private static string Shown(HashKey key, string text) => $"#{Convert.ToHexStringLower(key.Hash(text))[..HashDigits]}";

    private static string CallerOf(HttpContext context) => context.Features.GetRequiredFeature<ManagementCaller>().Name;

    private static string AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } address ? NoAddress
        : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
