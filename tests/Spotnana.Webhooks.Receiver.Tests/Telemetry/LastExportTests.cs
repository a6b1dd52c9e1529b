using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Telemetry;

/// <summary>A collector that accepts and never answers does not hold up the end of the process.</summary>
[Collection(OneService.Name)]
public sealed class LastExportTests
{
    [Fact]
    public async Task Soon_after_everything_else_has_stopped_an_export_is_broken_off_and_later_ones_fail_at_once()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var collector = new Uri($"http://{silent.LocalEndpoint}/v1/traces");
        var receiver = new RunningReceiver(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9" });
        var exporter = receiver.Start().Services.GetRequiredService<IOptionsFactory<OtlpExporterOptions>>().Create(Options.DefaultName);
        // Without the bound it would last longer than the test waits.
        exporter.TimeoutMilliseconds = (int)TimeSpan.FromHours(1).TotalMilliseconds;
        var client = exporter.HttpClientFactory();

        var underWay = client.GetAsync(collector);
        using var accepted = await silent.AcceptTcpClientAsync();
        Assert.False(underWay.IsCompleted);
        receiver.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => underWay.WaitAsync(Wait.Bound));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetAsync(collector));
    }
}
