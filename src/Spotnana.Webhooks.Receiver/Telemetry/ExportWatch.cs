using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Spotnana.Webhooks.Receiver.Telemetry;

/// <summary>
/// Logs once when an export by OTLP begins to fail, and once when it works again. OpenTelemetry tells neither, except as events of its own.
/// </summary>
internal sealed partial class ExportWatch(ILogger<ExportWatch> logger) : EventListener, IHostedService
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private const int MaxReasonLength = 200;

    private readonly ConcurrentDictionary<string, bool> _fails = new();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        // Successes are told at this level.
        if (eventSource.Name == Exporter)
            EnableEvents(eventSource, EventLevel.Informational);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // Of its events those name an endpoint that tell how an export went.
        if (eventData.PayloadNames is not ["endpoint" or "rawCollectorUri", ..] || eventData.Payload is not [string endpoint, ..]
            || !Uri.TryCreate(endpoint, UriKind.Absolute, out var url))
            return;

        var fails = eventData.EventName != "ExportSuccess";
        var failed = _fails.TryGetValue(endpoint, out var before) && before;
        _fails[endpoint] = fails;
        // Without the path and credentials, which may hold a key.
        var collector = url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        var signal = endpoint.Contains("metrics", StringComparison.OrdinalIgnoreCase) ? "metrics" : "traces";
        if (fails && !failed)
            Log.Fails(logger, signal, collector, Reason(eventData));
        else if (failed && !fails)
            Log.WorksAgain(logger, signal, collector);
    }

    /// <summary>The first line of what the event says last, which is an exception or a status, or else the event's name.</summary>
    private static string Reason(EventWrittenEventArgs failure)
    {
        var reason = failure.Payload is [_, .., string last] ? last.Split('\n')[0].Trim() : "";
        return reason.Length == 0 ? failure.EventName ?? "" : reason[..Math.Min(reason.Length, MaxReasonLength)];
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The export of {Signal:l} to {Collector:l} fails: {Reason:l} Nothing of them arrives there until a line here says that it works again.")]
        public static partial void Fails(ILogger logger, string signal, string collector, string reason);

        [LoggerMessage(2, LogLevel.Information, "The export of {Signal:l} to {Collector:l} works again.")]
        public static partial void WorksAgain(ILogger logger, string signal, string collector);
    }
}
