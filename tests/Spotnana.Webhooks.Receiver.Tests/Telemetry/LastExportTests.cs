using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Exporter;
using Spotnana.Webhooks.Receiver.Telemetry;

namespace Spotnana.Webhooks.Receiver.Tests.Telemetry;

/// <summary>A collector that accepts and never answers does not hold up the end of the process.</summary>
public sealed class LastExportTests
{
    [Fact]
    public async Task Soon_after_everything_else_has_stopped_an_export_is_broken_off_and_later_ones_fail_at_once()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var collector = new Uri($"http://{silent.LocalEndpoint}/v1/traces");
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        // Without the bound it would last longer than the test waits.
        var exporter = new OtlpExporterOptions { TimeoutMilliseconds = (int)TimeSpan.FromHours(1).TotalMilliseconds };
        LastExport.Bound(exporter, lifetime);
        var client = exporter.HttpClientFactory();

        var underWay = client.GetAsync(collector);
        using var accepted = await silent.AcceptTcpClientAsync();
        Assert.False(underWay.IsCompleted);
        lifetime.NotifyStopped();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => underWay.WaitAsync(Wait.Bound));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetAsync(collector));
    }
}
