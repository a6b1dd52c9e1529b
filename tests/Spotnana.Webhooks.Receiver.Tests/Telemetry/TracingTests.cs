using System.Diagnostics;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Telemetry;

/// <summary>Spotnana's B3 trace goes on: into the spans of this service, and as W3C trace context to the targets of routes.</summary>
[Collection(OneService.Name)]
public sealed class TracingTests
{
    private const string Span = "a2fb4a1d1a96d312";
    private const string Trace = "463ac35c9f6413ad48485a3953bb6124";

    [Theory]
    [InlineData(Trace, Trace)]
    [InlineData("463AC35C9F6413AD48485A3953BB6124", Trace)]
    [InlineData("48485a3953bb6124", "000000000000000048485a3953bb6124")]
    public async Task The_spans_of_receiving_and_of_handling_are_children_of_the_B3_span(string sent, string expected)
    {
        using var spans = new CapturedSpans();
        using var receiver = new RunningReceiver();

        await receiver.SendAsync(With(("X-B3-TraceId", sent)));

        var server = Assert.Single(await spans.ServersAsync(1));
        var consumer = Assert.Single(await spans.ConsumersAsync(1));
        Assert.Equal((ActivityKind.Server, expected, Span), (server.Kind, server.TraceId.ToHexString(), server.ParentSpanId.ToHexString()));
        Assert.Equal(
            (ActivityKind.Consumer, expected, Span), (consumer.Kind, consumer.TraceId.ToHexString(), consumer.ParentSpanId.ToHexString()));
    }

    [Fact]
    public async Task B3_wins_over_the_traceparent_of_a_load_balancer_even_where_spans_are_exported()
    {
        await using var collector = await RouteTarget.StartAsync(_ => 200);
        using var spans = new CapturedSpans();
        using var receiver = new RunningReceiver(new()
        {
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = collector.Root + "/v1/traces",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });

        await receiver.SendAsync(With(("traceparent", "00-11111111111111111111111111111111-2222222222222222-01")));

        Assert.Equal(Trace, Assert.Single(await spans.ServersAsync(1)).TraceId.ToHexString());
        Assert.Equal(Trace, Assert.Single(await spans.ConsumersAsync(1)).TraceId.ToHexString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("463ac35c9f6413ad")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("not hexadecimal")]
    [InlineData("463ac35c9f6413ad48485a3953bb6124ff")]
    public async Task Without_usable_B3_headers_the_receiving_span_continues_the_traceparent(string? trace)
    {
        using var spans = new CapturedSpans();
        using var receiver = new RunningReceiver();

        await receiver.SendAsync(With(
            ("X-B3-TraceId", trace), ("X-B3-SpanId", trace is { Length: 16 } ? null : Span),
            ("traceparent", "00-11111111111111111111111111111111-2222222222222222-01")));

        var server = Assert.Single(await spans.ServersAsync(1));
        Assert.Equal(
            ("11111111111111111111111111111111", "2222222222222222"), (server.TraceId.ToHexString(), server.ParentSpanId.ToHexString()));
        Assert.Equal(default, Assert.Single(await spans.ConsumersAsync(1)).ParentSpanId);
    }

    [Fact]
    public async Task Each_attempt_has_a_span_that_says_what_was_tried_and_how_it_ended_and_nothing_of_the_payload()
    {
        using var spans = new CapturedSpans();
        using var receiver = new RunningReceiver(services: TestHandler.Only(TestHandler.Named("flaky", context => context.Attempt switch
        {
            1 => throw new FormatException($"cannot read {context.Payload}"),
            2 => HandlerResult.Retry(reason: "not yet"),
            _ => HandlerResult.Done,
        })));
        var delivery = new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "FLIGHT_CANCELED", "77", padding: "a traveler's name") };

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        var attempts = await spans.ConsumersAsync(3);
        Assert.All(attempts, attempt => Assert.Equal(
            ("handle flaky", Trace, Span), (attempt.DisplayName, attempt.TraceId.ToHexString(), attempt.ParentSpanId.ToHexString())));
        Assert.Equal(
            [(1, "retry"), (2, "retry"), (3, "done")],
            attempts.Select(attempt => (attempt.GetTagItem("spotnana.webhooks.attempt"), attempt.GetTagItem("spotnana.webhooks.outcome"))));
        Assert.Equal(
            [ActivityStatusCode.Error, ActivityStatusCode.Error, ActivityStatusCode.Unset], attempts.Select(attempt => attempt.Status));
        Assert.StartsWith("FormatException in ", attempts[0].StatusDescription, StringComparison.Ordinal);
        Assert.Equal("not yet", attempts[1].StatusDescription);
        var tags = attempts[0].TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal(
            ("process", "spotnana", "flaky", delivery.Id, delivery.Body.Length, "PNR_V3", "FLIGHT_CANCELLED"),
            (tags["messaging.operation.type"], tags["messaging.destination.name"], tags["messaging.consumer.group.name"],
                tags["messaging.message.id"], tags["messaging.message.body.size"], tags["spotnana.webhooks.event_type"],
                tags["spotnana.webhooks.operation"]));
        var said = attempts
            .SelectMany(attempt => attempt.TagObjects)
            .Select(tag => tag.Value)
            .Concat(attempts.Select(attempt => attempt.StatusDescription));
        Assert.DoesNotContain("traveler's", string.Join('\n', said), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Trace, Trace)]
    [InlineData("48485a3953bb6124", "000000000000000048485a3953bb6124")]
    public async Task A_forwarded_request_continues_the_B3_trace_below_the_attempts_span(string sent, string expected)
    {
        await using var target = await RouteTarget.StartAsync(_ => 200);
        using var spans = new CapturedSpans();
        using var receiver = new RunningReceiver(new() { ["Routes:expenses:Forward:Url"] = target.Url });

        await ForwardAsync(receiver, With(("X-B3-TraceId", sent)));

        var consumer = Assert.Single(await spans.ConsumersAsync(1));
        Assert.Equal($"00-{expected}-{consumer.SpanId}-01", Assert.Single(target.Requests)["traceparent"]);
    }

    [Theory]
    [InlineData(Trace, Trace)]
    [InlineData("48485a3953bb6124", "000000000000000048485a3953bb6124")]
    public async Task A_forwarded_request_continues_the_B3_trace_even_where_nobody_records_spans(string sent, string expected)
    {
        await using var target = await RouteTarget.StartAsync(_ => 200);
        using var receiver = new RunningReceiver(new() { ["Routes:expenses:Forward:Url"] = target.Url });

        await ForwardAsync(receiver, With(("X-B3-TraceId", sent)));
        await ForwardAsync(receiver, With(("X-B3-TraceId", null)));

        Assert.Equal([$"00-{expected}-{Span}-01", null], target.Requests.Select(request => request["traceparent"]));
        Assert.DoesNotContain(
            target.Requests.SelectMany(request => request.Headers.Keys),
            name => name is "tracestate" or "Request-Id" or "baggage" or "Correlation-Context");
    }

    private static async Task ForwardAsync(RunningReceiver receiver, TestDelivery delivery)
    {
        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);
    }

    private static TestDelivery With(params (string Header, string? Value)[] headers) => new()
    {
        Change = request =>
        {
            foreach (var (header, value) in headers)
            {
                request.Headers.Remove(header);
                if (value is not null)
                    request.Headers.TryAddWithoutValidation(header, value);
            }
        },
    };
}
