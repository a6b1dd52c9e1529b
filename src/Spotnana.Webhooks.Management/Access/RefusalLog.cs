using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>Logs refused calls, at most one line a second with a count: guessing at keys must be seen and must not flood the log.</summary>
internal sealed partial class RefusalLog(TimeProvider time, ILogger<RefusalLog> logger)
{
    private readonly LineLimit _limit = new(time);

    /// <param name="refusal">The answer that the call got.</param>
    /// <param name="caller">The name of the key; null when there is none or it is unknown.</param>
    public void Refused(Refusal refusal, string? caller)
    {
        if (_limit.Passes(out var others))
            Log.Refused(logger, caller ?? "unknown", refusal.Status, refusal.Reason, others);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "Refused a management call by {Caller}: {StatusCode} {Reason} ({Unlogged} more since the last such line)")]
        public static partial void Refused(ILogger logger, string caller, int statusCode, string reason, int unlogged);
    }
}
