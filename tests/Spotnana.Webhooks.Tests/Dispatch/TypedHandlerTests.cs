using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Memory;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.Testing;
using Spotnana.Webhooks.Tests.Support;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>Handlers that get a typed view.</summary>
public sealed class TypedHandlerTests : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly MemoryInbox _inbox = new(TimeProvider.System);
    private readonly Seen _seen = new();

    public TypedHandlerTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton(_seen);
        services.AddSingleton<IInbox>(_inbox);
        new WebhooksBuilder(services)
            .AddHandler<Ledger, Booking>("ledger", Operation.BookingTicketed, Operation.TicketRefunded)
            .AddHandler<Directory, Traveler>("directory");
        _services = services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _inbox.DisposeAsync();
    }

    [Fact]
    public async Task It_takes_the_event_type_of_its_view_and_gets_the_view()
    {
        var ledger = Registration("ledger");

        Assert.True(ledger.Filter.Matches(WebhookSample.Get("pnr-v3.booking-ticketed.air").ToDelivery()));
        Assert.False(ledger.Filter.Matches(WebhookSample.Get("pnr-v3.booking-created.air").ToDelivery()));
        Assert.False(ledger.Filter.Matches(WebhookSample.Get("traveler-v2.update").ToDelivery()));
        Assert.Equal(HandlerVerdict.Done, (await RunAsync("ledger", WebhookSample.Get("pnr-v3.booking-ticketed.air"))).Result.Verdict);
        Assert.Equal(2, Assert.IsType<AirBooking>(Assert.Single(_seen.Payloads)).Tickets.Count);
    }

    [Fact]
    public async Task A_payload_that_does_not_fit_is_rejected_with_its_place()
    {
        var misfit = WebhookSample.Of(
            """{"event_type":"PNR_V3","operation":"BOOKING_TICKETED","payload":{"pnrId":"1","airPnr":{"legs":[{"flights":"Avery"}]}}}""");

        var attempt = await RunAsync("ledger", misfit);

        Assert.Equal((HandlerVerdict.Reject, "$.payload.airPnr.legs[0].flights is not an array."), (attempt.Result.Verdict, attempt.Error));
        Assert.Empty(_seen.Payloads);
    }

    [Fact]
    public async Task What_it_throws_is_told_by_its_own_place()
    {
        var attempt = await RunAsync("directory", WebhookSample.Get("traveler-v2.update"));

        Assert.Equal(HandlerVerdict.Retry, attempt.Result.Verdict);
        Assert.Contains(nameof(Directory), attempt.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_the_snapshot_that_it_completed_before()
    {
        var (former, later) = (WebhookSample.Get("pnr-v3.booking-ticketed.air"), WebhookSample.Get("pnr-v3.ticket-refunded.air"));
        await _inbox.TryOpenAsync(default);
        await RunAsync("ledger", former);
        Assert.Equal("none", $"{_seen.Previous}");

        await CompleteAsync(former.ToDelivery(id: "msg_1"));
        await RunAsync("ledger", later);

        Assert.Equal(3, _seen.Previous.Payload?.Version);
        var changes = ((Booking)_seen.Payloads[^1]).ChangesSince(_seen.Previous.Payload);
        Assert.Equal("0167489825830", Assert.Single(changes.TicketsRefunded).Number);
    }

    [Fact]
    public void A_context_for_a_test_is_made_in_one_line()
    {
        using var context = WebhookSample.Get("pnr-v3.booking-ticketed.air").ToContext();

        var created = Booking.Parse(WebhookSample.Get("pnr-v3.booking-created.air").Body);

        var typed = new WebhookContext<Booking>(context, new Previous<Booking>(created));

        Assert.Equal(("6104417720", Operation.BookingTicketed), (typed.Payload.PnrId, typed.Operation));
    }

    private HandlerRegistration Registration(string name) =>
        _services.GetServices<HandlerRegistration>().Single(handler => handler.Name == name);

    private async Task<Attempt> RunAsync(string name, WebhookSample sample)
    {
        using var tracing = new WebhookTracing();
        var runner = new AttemptRunner(
            _services.GetRequiredService<IServiceScopeFactory>(), new ProductionEnvironment(), tracing, TimeProvider.System,
            NullLogger<AttemptRunner>.Instance);
        var lease = TestLease.Of(name) with { Delivery = sample.ToDelivery() };
        return await runner.RunAsync(Registration(name), lease, TimeSpan.FromMinutes(1), default);
    }

    private async Task CompleteAsync(Delivery delivery)
    {
        await _inbox.AppendAsync([new InboxEntry(delivery, ["ledger"])], default);
        var lease = Assert.Single(await _inbox.LeaseAsync("ledger", 1, TimeSpan.FromMinutes(1), default));
        await _inbox.SettleAsync(Settlement.Completed(lease, TimeSpan.Zero), null, default);
    }

    private sealed class Seen
    {
        public List<object> Payloads { get; } = [];

        public Previous<Booking> Previous { get; set; }
    }

    private sealed class Ledger(Seen seen) : IWebhookHandler<Booking>
    {
        public async ValueTask<HandlerResult> HandleAsync(WebhookContext<Booking> context, CancellationToken cancellationToken)
        {
            seen.Payloads.Add(context.Payload);
            seen.Previous = await context.GetPreviousAsync(cancellationToken);
            return HandlerResult.Done;
        }
    }

    private sealed class Directory : IWebhookHandler<Traveler>
    {
        public ValueTask<HandlerResult> HandleAsync(WebhookContext<Traveler> context, CancellationToken cancellationToken) =>
            throw new InvalidOperationException(context.Payload.Email);
    }
}
