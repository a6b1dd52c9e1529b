using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>
/// What all handlers of a process say together about an inbox that fails them: each of them tries again every second, and so does each
/// settlement.
/// </summary>
internal sealed class InboxTrouble(TimeProvider time, ILogger logger)
{
    private readonly FailureLines _lines = new(time);

    public void Failed(string handler, string doing, Exception failure)
    {
        // What an engine expects says all in its message.
        if (_lines.Fails($"{handler} {doing}", out var unlogged))
            HandlerLog.Failing(logger, handler, doing, failure.Message, unlogged, failure is InboxUnavailableException ? null : failure);
    }

    public void Worked(string handler, string doing)
    {
        if (_lines.IsFailing && _lines.Works($"{handler} {doing}", out var unlogged))
            HandlerLog.Works(logger, unlogged);
    }
}
