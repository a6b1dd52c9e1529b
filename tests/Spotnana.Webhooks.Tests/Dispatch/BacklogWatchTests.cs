using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.Tests.Support;
using Spotnana.Webhooks.Tests.Telemetry;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>The inbox's counts are read now and then, and shown as long as they can be read.</summary>
public sealed class BacklogWatchTests : IDisposable
{
    private const string Backlog = "spotnana.webhooks.handlings.backlog";

    private static readonly Dictionary<DeadReason, long> _none = [];

    private readonly FakeTimeProvider _time = new();
    private readonly RecordedMeters _meters = new();
    private readonly StatsInbox _inbox = new();
    private readonly BacklogWatch _watch;

    public BacklogWatchTests()
    {
        var status = new InboxStatus();
        status.Works();
        var table = new HandlerTable([Registration("left"), Registration("new")], NullLogger<HandlerTable>.Instance);
        var names = new StoredNames(() => InboxNames.None, NullLogger<StoredNames>.Instance);
        _watch = new BacklogWatch(
            _inbox, status, names, table, new WebhookMetrics(_meters, _time), _time, NullLogger<BacklogWatch>.Instance);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Handlers_without_any_handling_stand_at_zero_and_former_ones_are_shown()
    {
        _inbox.Read = () => new([Waiting("left", 2), Waiting("renamed", 7)], _none);

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

    [Fact]
    public async Task Dead_letters_are_shown_by_handler_and_reason_and_what_is_quarantined_by_reason()
    {
        Dictionary<DeadReason, long> dead = new()
        {
            [DeadReason.Rejected] = 1,
            [DeadReason.Exhausted] = 2,
            [DeadReason.Discarded] = 3,
            [(DeadReason)99] = 4,
        };
        Dictionary<DeadReason, long> quarantined = new() { [DeadReason.Unreadable] = 5, [DeadReason.Conflict] = 6 };
        _inbox.Read = () => new([new("left", 2, null, dead)], quarantined);

        await _watch.StartAsync(default);
        await UntilShownAsync("handler=left: 2", "handler=new: 0");

        var shown = _meters.Observed("spotnana.webhooks.handlings.dead");
        Assert.Equal(
            ["reason=rejected: 1", "reason=exhausted: 2", "reason=other: 4"],
            shown.Select(line => line.Replace("handler=left ", "", StringComparison.Ordinal)));
        Assert.Equal(["handler=left: 3"], _meters.Observed("spotnana.webhooks.handlings.discarded"));
        Assert.Equal(["reason=unreadable: 5", "reason=conflict: 6"], _meters.Observed("spotnana.webhooks.deliveries.quarantined"));
    }

    private static HandlerRegistration Registration(string name) => new(name, EventFilter.Any, _ => throw new NotSupportedException());

    private static HandlerStats Waiting(string handler, int count) => new(handler, count, null, _none);

    private Task<string> UntilShownAsync(params string[] expected) => Wait.ForAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return string.Join(", ", _meters.Observed(Backlog));
        },
        shown => shown == string.Join(", ", expected),
        string.Join(", ", expected));

    private sealed class StatsInbox : UnusedInbox, IInboxStats
    {
        public Func<InboxStats> Read { get; set; } = () => new([], new Dictionary<DeadReason, long>());

        public Task<InboxStats> ReadStatsAsync(CancellationToken cancellationToken) => Task.Run(() => Read(), cancellationToken);
    }
}
