using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Serilog.Events;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Listening;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>200 is never sent for what is not stored.</summary>
public sealed class FailingInboxTests
{
    [Fact]
    public async Task While_the_inbox_fails_deliveries_get_503_and_the_probe_says_no_and_both_recover_without_traffic()
    {
        var inbox = new FaultyInbox();
        using var receiver = new RunningReceiver(services: services => services.AddSingleton<IInbox>(inbox));
        Assert.Equal("accepted", (await receiver.SendAsync(new TestDelivery())).Status);
        Assert.Equal(HttpStatusCode.OK, (await receiver.GetAsync("/health/ready")).StatusCode);

        inbox.Fault = () => throw new InboxUnavailableException("The disk is full.");
        var delivery = new TestDelivery();
        var refused = await receiver.SendAsync(delivery);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Header("Retry-After"));
        Assert.Equal("application/problem+json", refused.Header("Content-Type"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await receiver.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await receiver.GetAsync("/health/live")).StatusCode);

        inbox.Fault = null;
        await Wait.UntilAsync(async () => (await receiver.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK);
        Assert.Equal("accepted", (await receiver.SendAsync(delivery)).Status);
    }

    [Fact]
    public async Task A_delivery_that_is_not_durable_within_AckTimeout_gets_503_and_is_a_duplicate_once_it_was_stored_after_all()
    {
        var inbox = new FaultyInbox();
        var stuck = new TaskCompletionSource();
        using var receiver = new RunningReceiver(
            new() { ["Intake:AckTimeout"] = "00:00:00.300" }, services => services.AddSingleton<IInbox>(inbox));
        inbox.Delay = () => stuck.Task;
        var delivery = new TestDelivery();

        var late = await receiver.SendAsync(delivery);
        stuck.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
        var again = await Wait.ForAsync(() => receiver.SendAsync(delivery), answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal("duplicate", again.Status);
    }

    [Fact]
    public async Task A_full_intake_answers_503_and_never_200()
    {
        var inbox = new FaultyInbox();
        var stuck = new TaskCompletionSource();
        using var receiver = new RunningReceiver(
            new() { ["Intake:AckTimeout"] = "00:00:00.500", ["Intake:QueueCapacity"] = "2" },
            services => services.AddSingleton<IInbox>(inbox));
        inbox.Delay = () => stuck.Task;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => receiver.SendAsync(new TestDelivery())));
        stuck.SetResult();

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
    }

    [Fact]
    public async Task Bodies_beyond_the_byte_budget_get_503_and_small_ones_still_pass()
    {
        var inbox = new FaultyInbox();
        var stuck = new TaskCompletionSource();
        using var receiver = new RunningReceiver(
            new() { ["Intake:MaxBodyBytes"] = "1048576", ["Intake:MaxBufferedBytes"] = "2097152", ["Intake:AckTimeout"] = "00:00:20" },
            services => services.AddSingleton<IInbox>(inbox));
        inbox.Delay = () => stuck.Task;
        TestDelivery Large() => new() { Body = TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", "1", padding: new string('x', 700_000)) };

        var first = receiver.SendAsync(Large());
        await Wait.UntilAsync(() => inbox.Waiting > 0);
        var second = await receiver.SendAsync(Large());
        var small = receiver.SendAsync(new TestDelivery());
        stuck.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal("accepted", (await first).Status);
        Assert.Equal("accepted", (await small).Status);
    }

    [Fact]
    public async Task Bodies_that_were_refused_while_the_inbox_failed_hold_nothing_of_the_budget_any_more()
    {
        var inbox = new FaultyInbox();
        using var receiver = new RunningReceiver(
            new() { ["Intake:MaxBodyBytes"] = "1048576", ["Intake:MaxBufferedBytes"] = "2097152" },
            services => services.AddSingleton<IInbox>(inbox));
        TestDelivery Large() => new() { Body = TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", "1", padding: new string('x', 700_000)) };
        Assert.Equal("accepted", (await receiver.SendAsync(Large())).Status);

        inbox.Fault = () => throw new InboxUnavailableException("The disk is full.");
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await receiver.SendAsync(Large())).StatusCode);

        inbox.Fault = null;
        await Wait.UntilAsync(async () => (await receiver.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK);
        Assert.Equal("accepted", (await receiver.SendAsync(Large())).Status);
    }

    [Fact]
    public async Task Connections_with_a_whole_request_are_not_ended_for_a_new_one()
    {
        var inbox = new FaultyInbox();
        var stuck = new TaskCompletionSource();
        inbox.Delay = () => stuck.Task;
        using var receiver = new RunningReceiver(services: services =>
        {
            services.AddSingleton(new ConnectionCaps(1, 1));
            services.AddSingleton<IInbox>(inbox);
        });
        using var waiting = await RawConnection.OpenAsync(receiver.WebhooksUrl);
        await waiting.SendAsync(new RawRequest().Bytes());
        await Wait.UntilAsync(() => inbox.Waiting > 0);

        // It is ended at once, at times before it knows that it is connected.
        try
        {
            using var beyond = await RawConnection.OpenAsync(receiver.WebhooksUrl);
            Assert.Null(await beyond.ReadAsync());
        }
        catch (Exception ended) when (ended is System.Net.Sockets.SocketException or IOException)
        {
        }

        stuck.SetResult();

        Assert.Equal(200, (await waiting.ReadAsync())?.StatusCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task As_many_appends_run_at_a_time_as_the_inbox_wants(int appends)
    {
        var inbox = new FaultyInbox { AppendsAtOnce = appends };
        var stuck = new TaskCompletionSource();
        using var receiver = new RunningReceiver(services: services => services.AddSingleton<IInbox>(inbox));
        inbox.Delay = () => stuck.Task;
        var answers = new List<Task<Answer>>();
        for (var i = 1; i <= appends; i++)
        {
            answers.Add(receiver.SendAsync(new TestDelivery()));
            await Wait.UntilAsync(() => inbox.Waiting >= i);
        }

        answers.AddRange(Enumerable.Range(0, 4).Select(_ => receiver.SendAsync(new TestDelivery())));
        stuck.SetResult();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal("accepted", answer.Status));
        Assert.Equal(appends, inbox.MostAtOnce);
    }

    [Fact]
    public async Task A_service_whose_inbox_takes_no_writes_is_not_ready_before_anything_came_and_is_once_it_takes_them()
    {
        var inbox = new FaultyInbox { Fault = () => throw new InboxUnavailableException("The role may only read.") };
        using var receiver = new RunningReceiver(services: services => services.AddSingleton<IInbox>(inbox));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await receiver.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await receiver.GetAsync("/health/live")).StatusCode);
        await receiver.Log.LineAsync(
            line => line.Level == LogEventLevel.Error
                && line.RenderMessage(null).Contains("The role may only read.", StringComparison.Ordinal));

        inbox.Fault = null;
        await Wait.UntilAsync(async () => (await receiver.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_service_to_which_nothing_comes_finds_out_that_its_inbox_takes_no_writes_any_more()
    {
        var (inbox, time) = (new FaultyInbox(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        using var receiver = new RunningReceiver(
            services: services => services.AddSingleton<IInbox>(inbox).AddSingleton<TimeProvider>(time));
        Assert.Equal(HttpStatusCode.OK, (await receiver.GetAsync("/health/ready")).StatusCode);

        inbox.Fault = () => throw new InboxUnavailableException("A standby took over.");

        await Wait.UntilAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return (await receiver.GetAsync("/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable;
        });
    }

    [Fact]
    public async Task Handlers_that_cannot_reach_the_inbox_say_so_once_then_every_minute_and_then_that_it_is_over()
    {
        var (inbox, time) = (new FaultyInbox { LeaseFault = true }, new FakeTimeProvider(DateTimeOffset.UtcNow));
        var handlers = TestHandler.Only(
            [.. Enumerable.Range(0, 5).Select(i => TestHandler.Named($"h{i}", _ => Dispatch.HandlerResult.Done))]);
        using var receiver = new RunningReceiver(services: services =>
        {
            handlers(services);
            services.AddSingleton<IInbox>(inbox).AddSingleton<TimeProvider>(time);
        });
        receiver.Start();

        await FailAsync(failures: 100);
        var line = Assert.Single(Lines("cannot reach the inbox"));
        Assert.Null(line.Exception);
        Assert.Contains("The disk is full.", line.RenderMessage(null), StringComparison.Ordinal);

        await Wait.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Lines("cannot reach the inbox").Count == 2;
        });
        inbox.LeaseFault = false;
        await Wait.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Lines("reach the inbox again").Count == 1;
        });

        List<LogEvent> Lines(string text) =>
            [.. receiver.Log.Events.Where(line => line.MessageTemplate.Text.Contains(text, StringComparison.Ordinal))];

        // Each round lets every handler fail once, and all of them together take less than a minute.
        async Task FailAsync(int failures)
        {
            for (var round = 1; round <= failures / 5; round++)
            {
                await Wait.UntilAsync(() => inbox.Leased >= round * 5);
                time.Advance(TimeSpan.FromSeconds(1));
            }
        }
    }

    /// <summary>A memory inbox that can be made to fail or to wait.</summary>
    private sealed class FaultyInbox : IInbox, IInboxNames
    {
        private readonly IInbox _inner = InMemory();
        private int _waiting;
        private int _running;
        private int _leased;

        public int AppendsAtOnce { get; init; } = 1;

        public Action? Fault { get; set; }

        public Func<Task>? Delay { get; set; }

        public int Waiting => Volatile.Read(ref _waiting);

        public int MostAtOnce { get; private set; }

        public bool LeaseFault { get; set; }

        public int Leased => Volatile.Read(ref _leased);

        public Task<bool> TryOpenAsync(CancellationToken cancellationToken) => _inner.TryOpenAsync(cancellationToken);

        public Task<InboxNames> ReadNamesAsync(CancellationToken cancellationToken) =>
            ((IInboxNames)_inner).ReadNamesAsync(cancellationToken);

        public Task KeepNamesAsync(InboxNames names, CancellationToken cancellationToken)
        {
            Fault?.Invoke();
            return ((IInboxNames)_inner).KeepNamesAsync(names, cancellationToken);
        }

        public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
        {
            Fault?.Invoke();
            Interlocked.Increment(ref _waiting);
            lock (_inner)
                MostAtOnce = Math.Max(MostAtOnce, ++_running);
            await (Delay?.Invoke() ?? Task.CompletedTask);
            lock (_inner)
                _running--;
            return await _inner.AppendAsync(entries, cancellationToken);
        }

        public Task ProbeAsync(CancellationToken cancellationToken)
        {
            Fault?.Invoke();
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<Lease>> LeaseAsync(string handler, int count, TimeSpan duration, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _leased);
            return LeaseFault
                ? throw new InboxUnavailableException("The disk is full.")
                : _inner.LeaseAsync(handler, count, duration, cancellationToken);
        }

        public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) =>
            _inner.RenewAsync(lease, duration, cancellationToken);

        public Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken) =>
            _inner.SettleAsync(settlement, next, cancellationToken);

        public Task WaitForWorkAsync(string handler, CancellationToken cancellationToken) =>
            _inner.WaitForWorkAsync(handler, cancellationToken);

        public ValueTask DisposeAsync() => _inner.DisposeAsync();

        /// <summary>The engine that is always there, made as the service makes it.</summary>
        private static IInbox InMemory()
        {
            var services = new ServiceCollection();
            services.AddSpotnanaWebhooks();
            var provider = services.BuildServiceProvider();
            return provider.GetServices<InboxEngine>().Single().Create(provider);
        }
    }
}
