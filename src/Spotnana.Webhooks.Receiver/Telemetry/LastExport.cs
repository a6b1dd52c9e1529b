using OpenTelemetry.Exporter;

namespace Spotnana.Webhooks.Receiver.Telemetry;

/// <summary>
/// Bounds the last export, which comes after everything else has stopped. Without it a collector that accepts and never answers would
/// hold up the end of the process for the whole time limit of an export.
/// </summary>
internal static class LastExport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Bound(OtlpExporterOptions exporter, IHostApplicationLifetime lifetime)
    {
        var create = exporter.HttpClientFactory;
        exporter.HttpClientFactory = () =>
        {
            var client = create();
            // Breaks off what is under way, and lets what comes later fail at once.
            lifetime.ApplicationStopped.Register(() => Task.Delay(Patience, TimeProvider.System).ContinueWith(
                _ => client.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default));
            return client;
        };
    }
}
