using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Serilog.Core;
using Serilog.Events;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>Every log line of a run.</summary>
public sealed class CapturedLog : ILogEventSink
{
    private readonly ConcurrentQueue<LogEvent> _events = new();

    public IReadOnlyCollection<LogEvent> Events => _events;

    public string Text =>
        string.Join('\n', _events.Select(line => line.RenderMessage(System.Globalization.CultureInfo.InvariantCulture) + line.Exception));

    /// <summary>The first line that fits. It is waited for, as the line of a request is written after its answer.</summary>
    public async Task<LogEvent> LineAsync(Func<LogEvent, bool> fits, [CallerArgumentExpression(nameof(fits))] string source = "")
    {
        LogEvent? line = null;
        await Wait.UntilAsync(() => (line = _events.FirstOrDefault(fits)) is not null, () => $"a line ({source}), but there were:\n{Text}");
        return line!;
    }

    /// <summary>Whether a line is about a delivery.</summary>
    public static bool IsOf(LogEvent line, string id) =>
        line.Properties.TryGetValue("DeliveryId", out var of) && of.ToString() == $"\"{id}\"";

    public void Emit(LogEvent logEvent) => _events.Enqueue(logEvent);
}
