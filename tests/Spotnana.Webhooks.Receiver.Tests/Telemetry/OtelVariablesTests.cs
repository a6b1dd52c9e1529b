using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Telemetry;

/// <summary>OpenTelemetry's variables: a wrong one stops the start, and what they switch off is off.</summary>
[Collection(OneService.Name)]
public sealed class OtelVariablesTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Theory]
    [InlineData(Endpoint, "collector:4317", $"{Endpoint} is no http or https URL. Set the whole URL with its scheme, such as http://")]
    [InlineData(Endpoint, "collector", $"{Endpoint} is no http or https URL.")]
    [InlineData(Endpoint, "ftp://collector:4317", $"{Endpoint} is no http or https URL.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector:4318/v1/traces", "such as http://collector:4318/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "collector:4318/v1/metrics", "such as http://collector:4318/v1/metrics")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'. Set one of grpc; http/protobuf,")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http", "Set one of grpc; http/protobuf, or unset it.")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http", "Set one of grpc; http/protobuf, or unset it.")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "key", "OTEL_EXPORTER_OTLP_HEADERS is no list of headers. Set it as name=value")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "OTEL_EXPORTER_OTLP_TIMEOUT is '10s'. Set a whole number from 1")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "-1", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT is '-1'. Set a whole number from 1")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0", "OTEL_METRIC_EXPORT_INTERVAL is '0'. Set a whole number from 1")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "99999999999", "OTEL_BSP_MAX_QUEUE_SIZE is '99999999999'. Set a whole number from 1")]
    [InlineData("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4096", "more than OTEL_BSP_MAX_QUEUE_SIZE (2048). Set it to at most 2048.")]
    [InlineData("OTEL_SPAN_EVENT_COUNT_LIMIT", "-1", "OTEL_SPAN_EVENT_COUNT_LIMIT is '-1'. Set a whole number from 0")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "OTEL_TRACES_SAMPLER is 'sometimes'. Set one of always_on;")]
    [InlineData("OTEL_TRACES_EXPORTER", "zipkin", "OTEL_TRACES_EXPORTER is 'zipkin'. Set one of otlp; none,")]
    [InlineData("OTEL_METRICS_EXPORTER", "console", "OTEL_METRICS_EXPORTER is 'console'. Set one of otlp; prometheus;")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "prod", "OTEL_RESOURCE_ATTRIBUTES is no list of attributes. Set it as name=value")]
    public void A_wrong_value_stops_the_start_and_is_named_with_the_fix(string variable, string value, string expected)
    {
        using var receiver = new RunningReceiver(new() { [Endpoint] = "http://127.0.0.1:9", [variable] = value });
        Assert.Contains(expected, Assert.ThrowsAny<Exception>(receiver.Start).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("half")]
    public void A_share_of_traces_that_is_none_stops_the_start(string share)
    {
        using var receiver = new RunningReceiver(
            new() { ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio", ["OTEL_TRACES_SAMPLER_ARG"] = share });
        Assert.Contains(
            $"OTEL_TRACES_SAMPLER_ARG is '{share}'. Set the share of traces to record, from 0 to 1",
            Assert.ThrowsAny<Exception>(receiver.Start).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Endpoints_and_headers_are_not_shown_since_they_may_hold_a_key()
    {
        using var receiver = new RunningReceiver(
            new() { [Endpoint] = "me:hunter2@collector:4317", ["OTEL_EXPORTER_OTLP_HEADERS"] = "hunter2" });
        var failure = Assert.ThrowsAny<Exception>(receiver.Start).ToString();
        Assert.Contains(Endpoint, failure, StringComparison.Ordinal);
        Assert.Contains("OTEL_EXPORTER_OTLP_HEADERS", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_traces_exporter_of_none_sends_metrics_only_and_makes_no_span()
    {
        await using var collector = await RouteTarget.StartAsync(_ => 200);
        using (var receiver = Exporting(collector, "OTEL_TRACES_EXPORTER", "none"))
        {
            await receiver.SendAsync(new TestDelivery());
            Assert.Null(receiver.Start().Services.GetService<TracerProvider>());
        }

        Assert.NotEmpty(collector.Requests);
        Assert.All(collector.Requests, request => Assert.Equal("/v1/metrics", request.Path));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("prometheus")]
    public async Task A_metrics_exporter_other_than_otlp_sends_spans_only_and_metrics_are_still_there_to_scrape(string exporter)
    {
        await using var collector = await RouteTarget.StartAsync(_ => 200);
        using (var receiver = Exporting(collector, "OTEL_METRICS_EXPORTER", exporter))
        {
            await receiver.SendAsync(new TestDelivery());
            await Scrape.OfAsync(receiver);
        }

        Assert.NotEmpty(collector.Requests);
        Assert.All(collector.Requests, request => Assert.Equal("/v1/traces", request.Path));
    }

    [Fact]
    public async Task Variables_that_nothing_reads_are_named_in_one_line_of_the_log()
    {
        using var receiver = new RunningReceiver(new()
        {
            ["OTEL_PROPAGATORS"] = "b3",
            ["OTEL_TRACE_EXPORTER"] = "none",
            ["OTEL_SERVICE_NAME"] = "s",
            ["OTEL_SDK_DISABLED"] = "false",
        });
        receiver.Start();
        var line = await receiver.Log.LineAsync(line => line.MessageTemplate.Text.Contains("have no effect", StringComparison.Ordinal));
        Assert.EndsWith(
            "have no effect here: OTEL_PROPAGATORS, OTEL_TRACE_EXPORTER",
            line.RenderMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OTEL_SDK_DISABLED_sends_nothing()
    {
        await using var collector = await RouteTarget.StartAsync(_ => 200);
        using (var receiver = Exporting(collector, "OTEL_SDK_DISABLED", "true"))
            await receiver.SendAsync(new TestDelivery());
        Assert.Empty(collector.Requests);
    }

    private static RunningReceiver Exporting(RouteTarget collector, string variable, string value) => new(
        new() { [Endpoint] = collector.Root, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", [variable] = value });
}
