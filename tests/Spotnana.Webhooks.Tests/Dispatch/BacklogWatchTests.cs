using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.Tests.Telemetry;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>The inbox's counts are read now and then, and shown as long as they can be read.</summary>
public sealed class BacklogWatchTests : IDisposable
{
    private const string Backlog = "spotnana.webhooks.handlings.backlog";

    private readonly FakeTimeProvider _time = new();
    private readonly RecordedMeters _meters = new();
    private readonly StatsInbox _inbox = new();
    private readonly BacklogWatch _watch;

    public BacklogWatchTests()
    {
        var status = new InboxStatus();
        status.Works();
        var table = new HandlerTable([new HandlerRegistration("left", EventFilter.Any, _ => throw new NotSupportedException()), new HandlerRegistration("new", EventFilter.Any, _ => throw new NotSupportedException())], NullLogger<HandlerTable>.Instance);
        _watch = new BacklogWatch(_inbox, status, table, new WebhookMetrics(_meters, _time), _time, NullLogger<BacklogWatch>.Instance);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Handlers_without_any_handling_stand_at_zero_and_former_ones_are_shown()
    {
        _inbox.Read = () => new([new("left", 2, null, new Dictionary<DeadReason, long>()), new("renamed", 7, null, new Dictionary<DeadReason, long>())], new Dictionary<DeadReason, long>());

        await _watch.StartAsync(default);

        await UntilShownAsync("handler=left: 2", "handler=renamed: 7", "handler=new: 0");
    }

    [Fact]
    public async Task While_the_inbox_cannot_be_read_nothing_is_shown_and_then_it_is_again()
    {
        await _watch.StartAsync(default);
        await UntilShownAsync("handler=left: 0", "handler=new: 0");

        var works = _inbox.Read;
        _inbox.Read = () => throw new InboxUnavailableException("The disk is full.");
        await UntilShownAsync();

        _inbox.Read = works;
        await UntilShownAsync("handler=left: 0", "handler=new: 0");
    }

    private async Task UntilShownAsync(params string[] expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_meters.Observed(Backlog).SequenceEqual(expected))
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(5, patience.Token);
        }
    }

    private sealed class StatsInbox : IInbox, IInboxStats
    {
        public Func<InboxStats> Read { get; set; } = () => new([], new Dictionary<DeadReason, long>());

        public Task<InboxStats> ReadStatsAsync(CancellationToken cancellationToken) => Task.Run(() => Read(), cancellationToken);

        public Task<bool> TryOpenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<Lease>> LeaseAsync(string handler, int count, TimeSpan duration, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task WaitForWorkAsync(string handler, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ProbeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
