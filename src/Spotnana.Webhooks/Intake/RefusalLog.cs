using System.Net;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Logs refused requests: at most one line a second, with a count of the others, since a flood of bad requests must not become a flood of
/// lines.
/// </summary>
internal sealed class RefusalLog(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _lastLine;
    private int _unlogged;

    public void Refused(string subscription, IPAddress? remote, int statusCode, string reason)
    {
        int others;
        lock (_lock)
        {
            if (_lastLine is { } last && time.GetElapsedTime(last) < Pause)
            {
                _unlogged++;
                return;
            }

            _lastLine = time.GetTimestamp();
            (others, _unlogged) = (_unlogged, 0);
        }

        DeliveryLog.Refused(logger, subscription, remote, statusCode, reason, others);
    }
}
