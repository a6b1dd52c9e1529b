using System.Net;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Intake;

/// <summary>Logs refused requests: at most one line a second, with a count of the others.</summary>
internal sealed class RefusalLog(ILogger logger, TimeProvider time)
{
    private readonly LineLimit _limit = new(time);

    public void Refused(string subscription, IPAddress? remote, int statusCode, string reason)
    {
        if (_limit.Passes(out var others))
            DeliveryLog.Refused(logger, subscription, remote, statusCode, reason, others);
    }
}
