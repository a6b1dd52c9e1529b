using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>
/// Logs refused calls, of each caller and reason at most one line a second with a count: guessing at keys must be seen, must not flood the
/// log and must hide nothing else.
/// </summary>
internal sealed partial class RefusalLog(TimeProvider time, ILogger<RefusalLog> logger)
{
    // Bounded: callers have names of the settings, reasons come from the code.
    private readonly ConcurrentDictionary<(string Caller, string Reason), LineLimit> _limits = new();

    /// <param name="refusal">The answer that the call got.</param>
    /// <param name="caller">The name of the key; null when there is none or it is unknown.</param>
    /// <param name="remote">Where the call came from, as far as it is known behind proxies.</param>
    public void Refused(Refusal refusal, string? caller, IPAddress? remote)
    {
        var name = caller ?? "unknown";
        var limit = _limits.GetOrAdd((name, refusal.Reason), static (_, time) => new LineLimit(time), time);
        if (limit.Passes(out var others))
            Log.Refused(logger, name, Plain(remote), refusal.Status, refusal.Reason, others);
    }

    private static IPAddress? Plain(IPAddress? remote) => remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "Refused a management call by {Caller} from {Remote}: {StatusCode} {Reason} ({Unlogged} more for this reason since the last such line)")]
        public static partial void Refused(ILogger logger, string caller, IPAddress? remote, int statusCode, string reason, int unlogged);
    }
}
