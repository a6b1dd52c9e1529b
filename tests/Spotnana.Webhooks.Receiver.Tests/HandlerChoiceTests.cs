using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Which handlers run for a delivery, and how their attempts end.</summary>
public sealed class HandlerChoiceTests
{
    [Fact]
    public async Task Only_the_handlers_registered_for_the_event_type_and_operation_run()
    {
        var ran = new ConcurrentQueue<(string Handler, string Id)>();
        using var receiver = Receiver(
            Recorder("ticketed", ran, new() { EventTypes = [EventType.PnrV3], Operations = [Operation.BookingTicketed] }),
            Recorder("cancelled", ran, new() { EventTypes = [EventType.PnrV3], Operations = [new Operation("FLIGHT_CANCELLED")] }),
            Recorder("every-pnr", ran, new() { EventTypes = [EventType.PnrV3] }),
            Recorder("traveler", ran, new() { EventTypes = [EventType.TravelerV2] }),
            Recorder("other-organization", ran, new() { Organizations = ["org-2"] }));
        var ticketed = new TestDelivery();
        var cancelled = new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "FLIGHT_CANCELED", "2") };

        foreach (var delivery in (TestDelivery[])[ticketed, cancelled])
        {
            await receiver.SendAsync(delivery);
            await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);
        }

        Assert.Equal(["every-pnr", "ticketed"], ran.Where(run => run.Id == ticketed.Id).Select(run => run.Handler).Order());
        Assert.Equal(["cancelled", "every-pnr"], ran.Where(run => run.Id == cancelled.Id).Select(run => run.Handler).Order());
    }

    [Fact]
    public async Task A_delivery_that_no_handler_takes_ends_unhandled_and_is_kept()
    {
        using var receiver = Receiver(Recorder("traveler", [], new() { EventTypes = [EventType.TravelerV2] }));
        var delivery = new TestDelivery();

        Assert.Equal("accepted", (await receiver.SendAsync(delivery)).Status);

        Assert.Equal(DeliveryState.Unhandled, receiver.StateOf(delivery.Id));
        Assert.Equal(1, receiver.Query<long>("SELECT count(*) FROM payload"));
    }

    [Fact]
    public async Task A_handler_that_throws_is_tried_again_until_it_succeeds()
    {
        var attempts = new ConcurrentQueue<int>();
        using var receiver = Receiver(Handler("flaky", context =>
        {
            attempts.Enqueue(context.Attempt);
            return context.Attempt < 3 ? throw new FormatException($"cannot read {context.Delivery.Subject}") : HandlerResult.Done;
        }));
        var delivery = new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", "secret-pnr") };

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        Assert.Equal([1, 2, 3], attempts);
        Assert.Equal(2, receiver.Query<long>("SELECT count(*) FROM attempt WHERE error LIKE 'FormatException in %'"));
        Assert.DoesNotContain("cannot read", receiver.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_delivery_is_a_dead_letter_at_once_with_its_reason()
    {
        using var receiver = Receiver(Handler("strict", _ => HandlerResult.Reject("no such ledger")));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Dead);

        Assert.Equal((long)DeadReason.Rejected, receiver.Query<long>("SELECT reason FROM handling"));
        Assert.Equal("no such ledger", receiver.Query<string>("SELECT error FROM attempt"));
    }

    [Fact]
    public async Task A_handler_that_always_fails_ends_exhausted_after_MaxAttempts()
    {
        using var receiver = new RunningReceiver(
            new() { ["Dispatch:MaxAttempts"] = "4" }, services => services.AddSingleton(Handler("down", _ => HandlerResult.Retry())));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Dead);

        Assert.Equal((long)DeadReason.Exhausted, receiver.Query<long>("SELECT reason FROM handling WHERE attempts = 4"));
    }

    [Fact]
    public async Task A_handler_that_hangs_is_timed_out_and_does_not_delay_others()
    {
        using var hang = new ManualResetEventSlim();
        using var receiver = new RunningReceiver(
            new() { ["Dispatch:HandlerTimeout"] = "00:00:00.200", ["Dispatch:MaxAttempts"] = "2", ["Dispatch:Concurrency"] = "1" },
            services => services
                .AddSingleton(Handler("hangs", _ => { hang.Wait(); return HandlerResult.Done; }))
                .AddSingleton(Handler("works", _ => HandlerResult.Done)));
        try
        {
            var delivery = new TestDelivery();
            await receiver.SendAsync(delivery);

            await receiver.EventuallyAsync(
                "SELECT handling.state FROM handling JOIN lane ON lane.id = handling.lane WHERE lane.handler = 'works'",
                (long)HandlingState.Completed);
            await receiver.StateIsAsync(delivery.Id, DeliveryState.Dead);
            Assert.Equal(2, receiver.Query<long>("SELECT count(*) FROM attempt WHERE error LIKE 'The handler did not end within%'"));
        }
        finally
        {
            hang.Set();
        }
    }

    [Fact]
    public void A_handler_for_a_subscription_that_is_not_configured_stops_the_start()
    {
        using var receiver = Receiver(Recorder("lonely", [], new EventFilter { Subscriptions = ["spotnana", "spotnaan"] }));

        var failure = Assert.ThrowsAny<Exception>(receiver.Start);

        Assert.Contains(
            "Handler 'lonely':Subscriptions names 'spotnaan', which is not configured. There is: spotnana.", failure.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_may_name_its_subscription_in_any_case()
    {
        var ran = new ConcurrentQueue<(string Handler, string Id)>();
        using var receiver = Receiver(Recorder("h", ran, new EventFilter { Subscriptions = ["SPOTNANA"] }));
        var delivery = new TestDelivery();

        Assert.Equal("accepted", (await receiver.SendAsync(delivery)).Status);

        await Wait.UntilAsync(() => ran.Contains(("h", delivery.Id)));
    }

    [Fact]
    public void Two_handlers_of_one_name_stop_the_start_with_a_clear_line()
    {
        using var receiver = Receiver(Recorder("twice", [], EventFilter.Any), Recorder("Twice", [], EventFilter.Any));

        var failure = Assert.ThrowsAny<Exception>(receiver.Start);

        Assert.Contains("Handler 'twice' is registered 2 times", failure.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static RunningReceiver Receiver(params HandlerRegistration[] handlers) => new(services: services =>
    {
        // The Receiver's own stand-in would take everything.
        foreach (var standIn in services.Where(service => service.ImplementationInstance is HandlerRegistration { Name: "log" }).ToList())
            services.Remove(standIn);
        foreach (var handler in handlers)
            services.AddSingleton(handler);
    });

    private static HandlerRegistration Recorder(string name, ConcurrentQueue<(string, string)> ran, EventFilter filter) =>
        new(name, filter, _ => new LambdaHandler(context =>
        {
            ran.Enqueue((name, context.Delivery.Id));
            return HandlerResult.Done;
        }));

    private static HandlerRegistration Handler(string name, Func<WebhookContext, HandlerResult> handle) =>
        new(name, EventFilter.Any, _ => new LambdaHandler(handle));

    private sealed class LambdaHandler(Func<WebhookContext, HandlerResult> handle) : IWebhookHandler
    {
        public ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken) => new(handle(context));
    }
}
