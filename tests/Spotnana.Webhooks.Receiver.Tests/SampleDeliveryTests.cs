using System.Net;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>The real service takes each request that a <see cref="WebhookSample"/> makes, and hands on the same delivery.</summary>
public sealed class SampleDeliveryTests
{
    [Fact]
    public async Task The_delivery_of_every_sample_is_the_one_that_a_handler_gets_after_the_sample_s_request()
    {
        var handled = new Dictionary<string, Delivery>();
        using var receiver = new RunningReceiver(services: TestHandler.Only(TestHandler.Named("all", context =>
        {
            lock (handled)
                handled[context.Delivery.Id] = context.Delivery;
            return HandlerResult.Done;
        })));
        var expected = new List<Delivery>();
        foreach (var name in WebhookSample.Names)
        {
            var sample = WebhookSample.Get(name);
            var sentAt = DateTimeOffset.UtcNow.AddMinutes(-1);
            using var request = sample.ToRequest("/webhooks/spotnana", TestDelivery.Secret, $"msg_{name}", sentAt);
            expected.Add(sample.ToDelivery("spotnana", $"msg_{name}", sentAt) with
            {
                TraceId = request.Headers.GetValues(DeliveryHeaders.B3TraceId).Single(),
                SpanId = request.Headers.GetValues(DeliveryHeaders.B3SpanId).Single(),
            });

            using var answer = await receiver.Webhooks.SendAsync(request);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        foreach (var delivery in expected)
        {
            await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);
            var stored = handled[delivery.Id];
            Assert.Equal(delivery.Body.ToArray(), stored.Body.ToArray());
            Assert.Equal(delivery.Sha256.ToArray(), stored.Sha256.ToArray());
            Assert.Equal(Bare(delivery), Bare(stored));
        }

        // Two memories are equal only if they are the same; and only the service knows when it received.
        static Delivery Bare(Delivery delivery) => delivery with { Body = default, Sha256 = default, ReceivedAt = default };
    }
}
