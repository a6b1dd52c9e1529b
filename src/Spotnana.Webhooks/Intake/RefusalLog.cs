using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Logs refused requests: of each subscription and reason at most one line a second, with a count of the others. So junk, which anybody can
/// send, never hides the reason for which an authentic delivery is refused.
/// </summary>
internal sealed class RefusalLog(ILogger logger, TimeProvider time)
{
    // Bounded: subscriptions come from the settings, reasons from the code.
    private readonly ConcurrentDictionary<(string Subscription, string Reason), LineLimit> _limits = new();

    public void Refused(string subscription, IPAddress? remote, int statusCode, string reason)
    {
        if (Passes(subscription, reason, out var others))
            DeliveryLog.Refused(logger, subscription, remote, statusCode, reason, others);
    }

    public void RefusedToken(string subscription, IPAddress? remote, int statusCode, string reason)
    {
        if (Passes(subscription, reason, out var others))
            DeliveryLog.RefusedToken(logger, subscription, remote, statusCode, reason, others);
    }

    private bool Passes(string subscription, string reason, out int others) =>
        _limits.GetOrAdd((subscription, reason), static (_, time) => new LineLimit(time), time).Passes(out others);
}
