using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>Every log line of a run.</summary>
public sealed class CapturedLog : ILogEventSink
{
    private readonly ConcurrentQueue<LogEvent> _events = new();

    public IReadOnlyCollection<LogEvent> Events => _events;

    public string Text => string.Join('\n', _events.Select(line => line.RenderMessage(System.Globalization.CultureInfo.InvariantCulture) + line.Exception));

    public void Emit(LogEvent logEvent) => _events.Enqueue(logEvent);
}
