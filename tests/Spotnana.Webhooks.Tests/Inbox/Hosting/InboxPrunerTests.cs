using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.TestLogging;
using Spotnana.Webhooks.Tests.Support;
using Spotnana.Webhooks.Tests.Telemetry;

namespace Spotnana.Webhooks.Tests.Inbox.Hosting;

/// <summary>The inbox is pruned every minute, batch after batch while more is due, and failures do not end that.</summary>
public sealed class InboxPrunerTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly RestingTime _time = new();
    private readonly RecordedMeters _meters = new();
    private readonly ListLogger<InboxPruner> _log = new();
    private readonly KeptInbox _inbox = new();
    private readonly InboxPruner _pruner;

    public InboxPrunerTests()
    {
        var status = new InboxStatus();
        status.Works();
        var options = new InboxOptions { Retention = new() { Payloads = Minute, DeadLetters = 2 * Minute, Ids = 3 * Minute } };
        _pruner = new InboxPruner(_inbox, status, Options.Create(options), new WebhookMetrics(_meters, _time), _time, _log);
    }

    public void Dispose()
    {
        _pruner.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Batches_follow_each_other_while_more_is_due_and_are_counted()
    {
        _inbox.Prune = () => _inbox.Batches < 4 ? new PruneOutcome(200, 3, true) : new PruneOutcome(7, 0, false);

        await StartAsync();
        await PassAsync(Minute);
        foreach (var batch in (int[])[2, 3, 4])
        {
            await PassAsync(_pause);
            Assert.Equal(batch, _inbox.Batches);
        }

        Assert.All(_inbox.Asked, asked => Assert.Equal((new Retention(Minute, 2 * Minute, 3 * Minute), 200), asked));
        Assert.Equal(
            [
                .. Enumerable.Repeat((string[])["what=payload: 200", "what=delivery: 3"], 3).SelectMany(lines => lines),
                "what=payload: 7",
                "what=delivery: 0",
            ],
            _meters.Recorded("spotnana.webhooks.inbox.pruned"));
        Assert.Equal(Minute, _time.Rest);
    }

    [Fact]
    public async Task Between_rounds_it_rests_for_a_minute()
    {
        await StartAsync();
        Assert.Equal((Minute, 0), (_time.Rest, _inbox.Batches));

        await PassAsync(Minute);
        Assert.Equal((Minute, 1), (_time.Rest, _inbox.Batches));
        await PassAsync(Minute);
        Assert.Equal((Minute, 2), (_time.Rest, _inbox.Batches));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(-40)]
    public async Task After_a_jump_of_the_clock_it_waits_a_round_to_see_whether_it_is_set_right(int days)
    {
        await StartAsync();
        await PassAsync(Minute);

        _time.Jump(TimeSpan.FromDays(days));
        await PassAsync(Minute);
        Assert.Equal(1, _inbox.Batches);
        _time.Jump(-TimeSpan.FromDays(days));
        await PassAsync(Minute);
        Assert.Equal(1, _inbox.Batches);
        Assert.Equal(2, _log.At(LogLevel.Warning).Count);

        await PassAsync(Minute);
        Assert.Equal(2, _inbox.Batches);
    }

    [Fact]
    public async Task The_audit_log_is_pruned_in_the_same_rounds_batch_after_batch()
    {
        _inbox.PruneAudit = () => _inbox.AuditAsked.Count < 3 ? 200 : 199;

        await StartAsync();
        await PassAsync(Minute);
        await PassAsync(_pause);
        await PassAsync(_pause);

        Assert.Equal((Minute, 3), (_time.Rest, _inbox.Batches));
        Assert.Equal(Enumerable.Repeat((Kept: TimeSpan.FromDays(400), Count: 200), 3), _inbox.AuditAsked);
    }

    [Fact]
    public async Task An_outage_is_logged_once_and_pruning_is_tried_again_until_it_works()
    {
        _inbox.Prune = () => _inbox.Batches < 4 ? throw new InboxUnavailableException("The disk is full.") : default;

        await StartAsync();
        foreach (var _ in Enumerable.Range(0, 4))
            await PassAsync(Minute);

        Assert.Single(_log.At(LogLevel.Information));
        Assert.Single(_log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task An_inbox_that_is_given_up_is_left_alone()
    {
        _inbox.Prune = () => throw new InboxBrokenException("The disk is gone.");

        await StartAsync();
        _time.Advance(Minute);
        await _pruner.ExecuteTask!;

        Assert.Single(_log.At(LogLevel.Warning));
        Assert.Equal(1, _inbox.Batches);
    }

    private async Task StartAsync()
    {
        await _pruner.StartAsync(default);
        await RestsAsync(1);
    }

    /// <summary>Lets time pass until it rests again.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        var rests = _time.Rests;
        _time.Advance(time);
        await RestsAsync(rests + 1);
    }

    private Task RestsAsync(int count) => Wait.UntilAsync(() => _time.Rests >= count, () => $"{count} rests, but there were {_time.Rests}");

    private sealed class KeptInbox : UnusedInbox, IInboxUpkeep, IInboxAudit
    {
        private readonly List<(Retention Retention, int Count)> _asked = [];

        public Func<PruneOutcome> Prune { get; set; } = () => default;

        public IReadOnlyList<(Retention Retention, int Count)> Asked
        {
            get
            {
                lock (_asked)
                    return [.. _asked];
            }
        }

        public int Batches => Asked.Count;

        public Func<int> PruneAudit { get; set; } = () => 0;

        public List<(TimeSpan Kept, int Count)> AuditAsked { get; } = [];

        public Task<int> PruneAuditAsync(TimeSpan kept, int count, CancellationToken cancellationToken)
        {
            AuditAsked.Add((kept, count));
            return Task.FromResult(PruneAudit());
        }

        public Task<AuditMark> AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<AuditPage> ListAuditAsync(AuditFilter filter, int limit, long? before, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<AuditPage> ReadAuditAsync(long after, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<AuditEnds> ReadAuditEndsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> TakeAuditAsync(IReadOnlyList<AuditRecord> rows, AuditEnds ends, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<PruneOutcome> PruneAsync(Retention retention, int count, CancellationToken cancellationToken)
        {
            lock (_asked)
                _asked.Add((retention, count));
            return Task.Run(() => Prune(), cancellationToken);
        }
    }
}
