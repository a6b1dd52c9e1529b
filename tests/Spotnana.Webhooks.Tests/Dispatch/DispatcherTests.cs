using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Memory;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.Tests.Support;
using Spotnana.Webhooks.Tests.Telemetry;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>The dispatcher on the memory engine, with faked time only.</summary>
public sealed class DispatcherTests : IAsyncDisposable
{
    private static readonly DateTimeOffset _noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly RestingTime _time = new();
    private readonly MemoryInbox _inbox;
    private readonly DispatchOptions _options = new() { HandlerTimeout = TimeSpan.FromMinutes(50) };
    private readonly InboxStatus _status = new();
    private readonly RecordedMeters _meters = new();
    private readonly WebhookTracing _tracing = new();
    private Dispatcher? _dispatcher;

    public DispatcherTests()
    {
        _time.SetUtcNow(_noon);
        _inbox = new MemoryInbox(_time);
    }

    /// <summary>How long a lease's keeper rests between two renewals.</summary>
    private TimeSpan Third => _options.LeaseDuration / 3;

    public async ValueTask DisposeAsync()
    {
        _dispatcher?.Dispose();
        await _inbox.DisposeAsync();
        _meters.Dispose();
        _tracing.Dispose();
    }

    [Fact]
    public async Task A_lease_is_renewed_while_its_handler_runs()
    {
        var probe = new ProbeHandler();
        await StartAsync(probe);
        await StoreAsync("msg_1");
        await probe.Started.WaitAsync(TimeSpan.FromSeconds(30));

        const int Renewals = 15;
        for (var renewed = 0; renewed < Renewals; renewed++)
        {
            await Wait.UntilAsync(() => _time.RestsOf(Third) == renewed + 1);
            _time.Advance(Third);
        }

        await Wait.UntilAsync(() => _time.RestsOf(Third) == Renewals + 1);
        Assert.Empty(await _inbox.LeaseAsync("probe", 1, _options.LeaseDuration, default));
        probe.Finish(HandlerResult.Done);
        await Wait.UntilAsync(() => Handling.State == HandlingState.Completed);
        Assert.False(probe.WasCancelled);
    }

    [Fact]
    public async Task A_handler_that_runs_over_its_time_limit_is_cancelled_and_tried_again()
    {
        _options.HandlerTimeout = TimeSpan.FromSeconds(5);
        var probe = new ProbeHandler();
        await StartAsync(probe);
        await StoreAsync("msg_1");
        await probe.Started.WaitAsync(TimeSpan.FromSeconds(30));

        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => probe.Attempts >= 2);

        Assert.True(probe.WasCancelled);
    }

    [Fact]
    public async Task At_shutdown_a_running_handler_may_finish_within_ShutdownTimeout()
    {
        var probe = new ProbeHandler();
        await StartAsync(probe);
        await StoreAsync("msg_1");
        await probe.Started.WaitAsync(TimeSpan.FromSeconds(30));

        var stopping = _dispatcher!.StopAsync(default);
        probe.Finish(HandlerResult.Done);
        await stopping.WaitAsync(TimeSpan.FromSeconds(30));

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await _inbox.LeaseAsync("probe", 1, _options.LeaseDuration, default));
    }

    [Fact]
    public async Task A_handler_cut_short_by_the_shutdown_gives_its_lease_and_its_attempt_back()
    {
        var probe = new ProbeHandler();
        await StartAsync(probe);
        await StoreAsync("msg_1");
        await probe.Started.WaitAsync(TimeSpan.FromSeconds(30));

        var stopping = _dispatcher!.StopAsync(default);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => stopping.IsCompleted);
        await stopping;

        var lease = Assert.Single(await _inbox.LeaseAsync("probe", 1, _options.LeaseDuration, default));
        Assert.Equal(1, lease.Attempt);
        Assert.Equal(["handler=probe outcome=released: 0"], Handlings);
    }

    [Fact]
    public async Task A_lost_lease_cancels_the_handler_and_is_counted_as_lost()
    {
        var probe = new ProbeHandler();
        await StartAsync(probe);
        await StoreAsync("msg_1");
        await probe.Started.WaitAsync(TimeSpan.FromSeconds(30));

        var same = new Lease
        {
            Handler = "probe",
            Delivery = Stored.Delivery,
            Attempt = 1,
            IsStale = false,
            WaitingSince = _noon,
            LeasedAt = _noon,
            Lane = 1,
            Sequence = 1,
            Token = 1,
        };
        Assert.True((await _inbox.SettleAsync(Settlement.Released(same, _noon.AddDays(1)), next: null, default)).WasHeld);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Handlings.Count > 0);

        Assert.True(probe.WasCancelled);
        Assert.StartsWith("handler=probe outcome=lease-lost: ", Assert.Single(Handlings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_is_given_up_when_its_time_is_spent()
    {
        _options.RetryFor = TimeSpan.FromHours(11.5);
        var probe = new ProbeHandler();
        probe.Finish(HandlerResult.Retry(TimeSpan.FromHours(4)));
        await StartAsync(probe);
        await StoreAsync("msg_1");

        // In steps: whoever is about to wait may have read the clock already.
        await AdvanceUntilAsync(TimeSpan.FromMinutes(2), () => Handling.State == HandlingState.Dead);

        Assert.Equal(3, probe.Attempts);
        Assert.Equal(DeadReason.Exhausted, Handling.Reason);
    }

    [Fact]
    public async Task A_handler_that_asks_for_a_pause_is_not_called_before_it_is_over()
    {
        var probe = new ProbeHandler();
        probe.Finish(HandlerResult.Retry(TimeSpan.FromHours(2)));
        await StartAsync(probe);
        await StoreAsync("msg_1");
        await Wait.UntilAsync(() => Stored.Attempts.Count == 1);

        // Whoever waits for work looks again, and rests again.
        var rests = _time.Rests;
        _time.Advance(TimeSpan.FromMinutes(119));
        await Wait.UntilAsync(() => _time.Rests > rests);
        Assert.Equal(1, probe.Attempts);
        await AdvanceUntilAsync(TimeSpan.FromMinutes(1), () => probe.Attempts == 2);
    }

    [Fact]
    public async Task A_delivery_whose_attempts_ended_the_process_is_given_up_without_another()
    {
        _options.MaxAttempts = 3;
        await StoreAsync("msg_1");
        for (var crash = 0; crash < 3; crash++)
        {
            Assert.Single(await _inbox.LeaseAsync("probe", 1, _options.LeaseDuration, default));
            _time.Advance(_options.LeaseDuration + TimeSpan.FromSeconds(1));
        }

        var probe = new ProbeHandler();
        await StartAsync(probe);
        await Wait.UntilAsync(() => Handling.State == HandlingState.Dead);

        Assert.Equal(DeadReason.Exhausted, Handling.Reason);
        Assert.Equal(0, probe.Attempts);
    }

    [Fact]
    public async Task Deliveries_of_different_subjects_are_handled_at_once_up_to_Concurrency()
    {
        _options.Concurrency = 4;
        var probe = new ProbeHandler();
        await StartAsync(probe);
        for (var i = 0; i < 10; i++)
            await StoreAsync($"msg_{i}", $"pnr/{i}");

        await Wait.UntilAsync(() => probe.Attempts == 4);
        _time.Advance(Third);
        await Wait.UntilAsync(() => _time.RestsOf(Third) == 8); // each of the four has renewed its lease
        Assert.Equal(4, probe.Attempts);

        probe.Finish(HandlerResult.Done);
        await Wait.UntilAsync(() => probe.Attempts == 10);
    }

    [Fact]
    public async Task A_paused_handler_is_not_called_until_it_is_resumed_and_has_spent_no_attempt()
    {
        var (probe, counting) = (new ProbeHandler(), new CountingInbox(_inbox));
        probe.Finish(HandlerResult.Done);
        await _inbox.PauseAsync("probe", default);
        await StoreAsync("msg_1");
        await StartAsync(probe, counting);

        // It was given nothing, and sleeps.
        await Wait.UntilAsync(() => counting.Waits == 1);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((0, 0, 1), (probe.Attempts, counting.Leases, counting.Waits));
        await _inbox.ResumeAsync("probe", default);

        await Wait.UntilAsync(() => Handling.State == HandlingState.Completed);
        Assert.Equal((1, 1), (probe.Attempts, Handling.Attempts));
    }

    [Fact]
    public async Task Busy_lanes_do_not_keep_out_another_when_all_slots_are_taken()
    {
        _options.Concurrency = 1;
        for (var i = 0; i < 20; i++)
        {
            await StoreAsync($"left_{i}", "pnr/left");
            await StoreAsync($"right_{i}", "pnr/right");
            if (i == 5)
                await StoreAsync("other", "pnr/other");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var probe = new ProbeHandler();
        probe.Finish(HandlerResult.Done);
        await StartAsync(probe);
        await Wait.UntilAsync(() => probe.Handled.Count == 41);

        // A slot does not wait for what it has settled, so the other may come before its turn, as long as both lanes still wait for theirs.
        Assert.InRange(Array.IndexOf([.. probe.Handled], "other"), 0, 12);
        var left = probe.Handled.Where(id => id.StartsWith("left", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"left_{i}"), left);
    }

    [Fact]
    public async Task A_busy_lane_is_leased_once_while_slots_are_free()
    {
        _options.Concurrency = 2;
        for (var i = 0; i < 20; i++)
        {
            await StoreAsync($"msg_{i}");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var (probe, counting) = (new ProbeHandler(), new CountingInbox(_inbox));
        probe.Finish(HandlerResult.Done);
        await StartAsync(probe, counting);
        await Wait.UntilAsync(() => Handlings.Count == 20);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"msg_{i}"), probe.Handled);
        Assert.Equal((1, 20), (counting.Leases, counting.Settlements));
    }

    [Fact]
    public async Task A_stop_ends_a_lane_with_the_handling_that_runs_and_leaves_the_next_its_attempts()
    {
        _options.Concurrency = 2;
        foreach (var id in (string[])["msg_1", "msg_2"])
        {
            await StoreAsync(id);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var probe = new ProbeHandler();
        await StartAsync(probe);
        await probe.Started.WaitAsync(TimeSpan.FromSeconds(30));
        var stop = _dispatcher!.StopAsync(default);
        probe.Finish(HandlerResult.Done);
        await stop.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["msg_1"], probe.Handled);
        Assert.Equal(HandlingState.Completed, Handling.State);
        var next = Assert.Single(await _inbox.LeaseAsync("probe", 10, _options.LeaseDuration, default));
        Assert.Equal(("msg_2", 1), (next.Delivery.Id, next.Attempt));
    }

    [Fact]
    public async Task A_delivery_that_throws_the_same_while_others_are_completed_ends_exhausted_and_says_why()
    {
        _options.MaxSameFailures = 3;
        await StartAsync(new BadDeliveryHandler("msg_1"));
        await StoreAsync("msg_1");
        await Wait.UntilAsync(() => Handling.Streak?.Count == 1);
        for (var n = 0; Handling.State == HandlingState.Pending; n++)
        {
            var attempts = Stored.Attempts.Count;
            await StoreAsync($"other_{n}", $"pnr/other {n}");
            await Wait.UntilAsync(() => _inbox.Copies("spotnana", $"other_{n}")[0].State == DeliveryState.Completed);
            await AdvanceUntilAsync(
                TimeSpan.FromSeconds(1), () => Stored.Attempts.Count > attempts || Handling.State != HandlingState.Pending);
        }

        Assert.Equal(DeadReason.Exhausted, Handling.Reason);
        Assert.EndsWith(", 3 times while the handler completed others.", Stored.Attempts[^1].Error, StringComparison.Ordinal);
        Assert.StartsWith("FormatException in ", Stored.Attempts[^1].Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Stored.Attempts[^1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_nothing_can_be_completed_the_same_exception_uses_up_nothing()
    {
        _options.MaxSameFailures = 3;
        await StartAsync(new BadDeliveryHandler("msg_"));
        await StoreAsync("other", "pnr/2");
        await Wait.UntilAsync(() => _inbox.Copies("spotnana", "other")[0].State == DeliveryState.Completed);
        _time.Advance(TimeSpan.FromSeconds(1));
        await StoreAsync("msg_1");
        await StoreAsync("msg_2", "pnr/3");

        await AdvanceUntilAsync(TimeSpan.FromMinutes(1), () => Stored.Attempts.Count >= 20);

        Assert.Equal((HandlingState.Pending, 1), (Handling.State, Handling.Streak?.Count));
    }

    [Fact]
    public async Task A_handler_that_waits_for_what_it_needs_tries_again_as_soon_as_an_operator_asks_for_it()
    {
        var probe = new ProbeHandler();
        await StartAsync(probe);
        await StoreAsync("msg_1");
        await probe.Started.WaitAsync(TimeSpan.FromSeconds(30));
        probe.Finish(HandlerResult.Unavailable("down"));
        await Wait.UntilAsync(() => _meters.Observed("spotnana.webhooks.handler.unavailable").Contains("handler=probe: 1"));

        // Time stands still: without being asked it never tries again.
        await Wait.UntilAsync(async () =>
        {
            await _inbox.TryAsync("probe", default);
            return probe.Attempts >= 3;
        });
    }

    [Fact]
    public async Task What_is_stored_for_a_handler_that_has_caught_up_reaches_it_without_being_leased()
    {
        var (probe, counting) = (new ProbeHandler(), new CountingHandOver(_inbox));
        probe.Finish(HandlerResult.Done);
        await StartAsync(probe, counting);
        await Wait.UntilAsync(() => counting.Waits == 1); // nothing was due

        for (var i = 0; i < 10; i++)
        {
            await StoreAsync($"msg_{i}", $"pnr/{i}");
            await Wait.UntilAsync(() => _inbox.Copies("spotnana", $"msg_{i}")[0].State == DeliveryState.Completed);
        }

        Assert.Equal((0, 10), (counting.Leases, counting.Begun));
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(1, _inbox.Copies("spotnana", $"msg_{i}")[0].Handlings[0].Attempts));
    }

    [Fact]
    public async Task A_slot_is_free_before_its_settlement_is_stored()
    {
        _options.Concurrency = 1;
        var (probe, slow) = (new ProbeHandler(), new CountingHandOver(_inbox) { SettlesAfter = new TaskCompletionSource() });
        probe.Finish(HandlerResult.Done);
        await StartAsync(probe, slow);
        for (var i = 0; i < 10; i++)
            await StoreAsync($"msg_{i}", $"pnr/{i}");

        await Wait.UntilAsync(() => probe.Attempts == 10);
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(DeliveryState.Pending, _inbox.Copies("spotnana", $"msg_{i}")[0].State));

        slow.SettlesAfter.SetResult();
        await Wait.UntilAsync(() => Handlings.Count == 10);
    }

    [Fact]
    public async Task A_handler_runs_only_once_it_is_noted_that_it_begins()
    {
        var (probe, slow) = (new ProbeHandler(), new CountingHandOver(_inbox) { BeginsAfter = new TaskCompletionSource() });
        probe.Finish(HandlerResult.Done);
        await StartAsync(probe, slow);
        await StoreAsync("msg_1");
        await Wait.UntilAsync(() => slow.Noted == 1);
        Assert.Equal(0, probe.Attempts);

        slow.BeginsAfter.SetResult();
        await Wait.UntilAsync(() => Handlings.Count == 1);
    }

    [Fact]
    public async Task A_handler_that_is_paused_before_it_begins_gives_the_lease_and_the_attempt_back()
    {
        var (probe, refusing) = (new ProbeHandler(), new CountingHandOver(_inbox) { Begins = false });
        await StartAsync(probe, refusing);

        await StoreAsync("msg_1");
        await Wait.UntilAsync(() => Handlings.Count > 0);

        Assert.Equal("handler=probe outcome=released: 0", Handlings[0]);
        Assert.Equal(0, probe.Attempts);
        Assert.InRange(Handling.Attempts, 0, 1); // it is leased again, and given back again
    }

    private MemoryDelivery Stored => _inbox.Copies("spotnana", "msg_1")[0];

    private MemoryHandling Handling => Stored.Handlings[0];

    private IReadOnlyList<string> Handlings => _meters.Recorded("spotnana.webhooks.handling.duration");

    private async Task StartAsync(IWebhookHandler probe, IInbox? inbox = null)
    {
        _status.Works();
        var registration = new HandlerRegistration("probe", EventFilter.Any, _ => probe);
        var table = new HandlerTable([registration], NullLogger<HandlerTable>.Instance);
        var scopes = new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();
        var metrics = new WebhookMetrics(_meters, _time);
        _dispatcher = new Dispatcher(
            table, inbox ?? _inbox, _status, new StoredNames(() => InboxNames.None, NullLogger<StoredNames>.Instance),
            Options.Create(_options), scopes, new ProductionEnvironment(), _time, metrics, _tracing,
            new HandlerOutages(inbox ?? _inbox, metrics, _time, NullLogger<HandlerOutages>.Instance), NullLoggerFactory.Instance);
        await _inbox.TryOpenAsync(default);
        await _dispatcher.StartAsync(default);
    }

    private Task<IReadOnlyList<AppendOutcome>> StoreAsync(string id, string subject = "pnr/1") => _inbox.AppendAsync(
        [
            new InboxEntry(
                new Delivery
                {
                    Subscription = "spotnana",
                    Id = id,
                    Body = "{}"u8.ToArray(),
                    Sha256 = new byte[32],
                    SentAt = _time.GetUtcNow(),
                    ReceivedAt = _time.GetUtcNow(),
                    OccurredAt = _time.GetUtcNow(),
                    EventType = EventType.PnrV3,
                    Subject = subject,
                },
                ["probe"]),
        ],
        default);

    private Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string source = "") =>
        Wait.UntilAsync(
            () =>
            {
                _time.Advance(step);
                return condition();
            },
            source: source);

    /// <summary>Cannot handle deliveries whose ids begin so, each time with another message.</summary>
    private sealed class BadDeliveryHandler(string bad) : IWebhookHandler
    {
        public ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken) =>
            context.Delivery.Id.StartsWith(bad, StringComparison.Ordinal)
                ? throw new FormatException($"secret {context.Attempt}")
                : ValueTask.FromResult(HandlerResult.Done);
    }

    /// <summary>Runs until told how to end; then ends so at once.</summary>
    private sealed class ProbeHandler : IWebhookHandler
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<HandlerResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _attempts;
        private volatile bool _wasCancelled;

        public Task Started => _started.Task;

        public int Attempts => Volatile.Read(ref _attempts);

        public ConcurrentQueue<string> Handled { get; } = new();

        public bool WasCancelled => _wasCancelled;

        public void Finish(HandlerResult result) => _result.TrySetResult(result);

        public async ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _attempts);
            Handled.Enqueue(context.Delivery.Id);
            _started.TrySetResult();
            try
            {
                return await _result.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                _wasCancelled = true;
                throw;
            }
        }
    }
}
