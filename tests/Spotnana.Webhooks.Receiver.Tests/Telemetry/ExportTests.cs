using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Telemetry;

/// <summary>Metrics and spans that leave the process by OTLP.</summary>
[Collection(OneService.Name)]
public sealed class ExportTests
{
    [Fact]
    public async Task With_an_OTLP_endpoint_metrics_and_spans_arrive_there_and_those_of_probes_and_management_do_not()
    {
        await using var collector = await RouteTarget.StartAsync(_ => 200);
        var delivery = new TestDelivery();

        // Whatever is left is sent when it ends.
        using (var receiver = new RunningReceiver(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Root,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "our-webhooks",
        }))
        {
            await receiver.GetAsync("/health/ready");
            await Scrape.OfAsync(receiver);
            await receiver.SendAsync(delivery);
            await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);
        }

        var spans = Text("/v1/traces");
        Assert.Contains("POST /webhooks/spotnana", spans, StringComparison.Ordinal);
        Assert.Contains("handle log", spans, StringComparison.Ordinal);
        Assert.Contains(delivery.Id, spans, StringComparison.Ordinal);
        Assert.Contains("our-webhooks", spans, StringComparison.Ordinal);
        Assert.DoesNotContain("/health", spans, StringComparison.Ordinal);
        Assert.DoesNotContain("/metrics", spans, StringComparison.Ordinal);
        Assert.Contains("spotnana.webhooks.received", Text("/v1/metrics"), StringComparison.Ordinal);
        Assert.All(collector.Requests, request => Assert.Equal("application/x-protobuf", request["Content-Type"]));

        string Text(string path) => string.Join(
            '\n', collector.Requests.Where(request => request.Path == path).Select(request => Encoding.Latin1.GetString(request.Body)));
    }

    [Theory]
    [InlineData("TRACES", "/v1/traces")]
    [InlineData("METRICS", "/v1/metrics")]
    public async Task With_the_endpoint_of_one_signal_only_that_one_is_sent(string signal, string path)
    {
        await using var collector = await RouteTarget.StartAsync(_ => 200);
        using (var receiver = new RunningReceiver(
            new() { [$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] = collector.Root + path, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" }))
            await receiver.SendAsync(new TestDelivery());

        Assert.NotEmpty(collector.Requests);
        Assert.All(collector.Requests, request => Assert.Equal(path, request.Path));
    }

    [Fact]
    public async Task Without_an_OTLP_endpoint_no_span_is_made_and_nothing_is_sent()
    {
        var sent = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = request => sent.Enqueue($"{request.GetTagItem("url.full")}"),
        };
        ActivitySource.AddActivityListener(listener);

        Uri url;
        using (var receiver = new RunningReceiver(
            new() { ["OTEL_METRIC_EXPORT_INTERVAL"] = "50", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" }))
        {
            url = receiver.WebhooksUrl;
            await receiver.SendAsync(new TestDelivery());
            Assert.Null(receiver.Start().Services.GetService<TracerProvider>());
        }

        Assert.Equal($"{url}webhooks/spotnana", Assert.Single(sent));
    }

    /// <summary>In a process of its own: the events by which OpenTelemetry tells are those of all services of a process.</summary>
    [Fact]
    public async Task An_export_that_keeps_failing_is_logged_once_and_once_when_it_works_again()
    {
        var fails = true;
        await using var collector = await RouteTarget.StartAsync(_ => Volatile.Read(ref fails) ? 500 : 200);
        await using var service = new ServiceRun(new()
        {
            ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = $"{collector.Root}/hunter2/metrics",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "50",
        });

        // What fails before the service has begun to watch is not told.
        await service.SaysAsync($"The export of metrics to {collector.Root} fails: ");
        await MoreExportsAsync();
        Volatile.Write(ref fails, false);
        await service.SaysAsync($"The export of metrics to {collector.Root} works again.");
        await MoreExportsAsync();

        var told = service.Output.Split('\n')
            .Where(line => line.Contains($"The export of metrics to {collector.Root}", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, told.Count);
        Assert.Contains(" fails: ", told[0], StringComparison.Ordinal);
        Assert.Contains("500", told[0], StringComparison.Ordinal);
        Assert.Contains(" works again.", told[1], StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", string.Concat(told), StringComparison.Ordinal);

        Task MoreExportsAsync()
        {
            var sent = collector.Requests.Count;
            return Wait.UntilAsync(() => collector.Requests.Count > sent + 3, () => $"3 more exports\n{service.Output}");
        }
    }
}
