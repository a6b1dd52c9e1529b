using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.Tests.Support;
using Spotnana.Webhooks.Tests.Telemetry;

namespace Spotnana.Webhooks.Tests.Inbox;

/// <summary>The inbox is pruned every minute, batch after batch while more is due, and failures do not end that.</summary>
public sealed class InboxPrunerTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();
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

        await _pruner.StartAsync(default);
        await UntilBatchesAsync(4, TimeSpan.FromMilliseconds(50));

        Assert.All(_inbox.Asked, asked => Assert.Equal((new Retention(Minute, 2 * Minute, 3 * Minute), 200), asked));
        Assert.Equal(
            [.. Enumerable.Repeat((string[])["what=payload: 200", "what=delivery: 3"], 3).SelectMany(lines => lines), "what=payload: 7", "what=delivery: 0"],
            await RecordedAsync(8));
    }

    [Fact]
    public async Task When_nothing_more_is_due_it_rests_for_a_minute()
    {
        await _pruner.StartAsync(default);
        await UntilBatchesAsync(1, default);
        await RecordedAsync(2);

        _time.Advance(Minute - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, _inbox.Batches);
        await UntilBatchesAsync(2, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task An_outage_is_told_once_and_it_is_tried_again_until_it_works()
    {
        _inbox.Prune = () => _inbox.Batches < 4 ? throw new InboxUnavailableException("The disk is full.") : default;

        await _pruner.StartAsync(default);
        await UntilBatchesAsync(4, Minute);

        await UntilAsync(() => _log.At(LogLevel.Information).Count > 0, default);
        Assert.Single(_log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task An_inbox_that_is_given_up_is_left_alone()
    {
        _inbox.Prune = () => throw new InboxBrokenException("The disk is gone.");

        await _pruner.StartAsync(default);
        await _pruner.ExecuteTask!;

        Assert.Single(_log.At(LogLevel.Warning));
        Assert.Equal(1, _inbox.Batches);
    }

    private Task UntilBatchesAsync(int count, TimeSpan step) => UntilAsync(() => _inbox.Batches >= count, step);

    private async Task<IReadOnlyList<string>> RecordedAsync(int count)
    {
        await UntilAsync(() => _meters.Recorded("spotnana.webhooks.inbox.pruned").Count >= count, default);
        return _meters.Recorded("spotnana.webhooks.inbox.pruned");
    }

    private async Task UntilAsync(Func<bool> isSo, TimeSpan step)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isSo())
        {
            _time.Advance(step);
            await Task.Delay(5, patience.Token);
        }
    }

    private sealed class KeptInbox : IInbox, IInboxUpkeep
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

        public Task<PruneOutcome> PruneAsync(Retention retention, int count, CancellationToken cancellationToken)
        {
            lock (_asked)
                _asked.Add((retention, count));
            return Task.Run(() => Prune(), cancellationToken);
        }

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
