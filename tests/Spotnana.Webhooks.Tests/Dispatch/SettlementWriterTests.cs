using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.TestLogging;
using Spotnana.Webhooks.Tests.Support;
using Spotnana.Webhooks.Tests.Telemetry;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>Settlements on their way to an inbox that answers as a test wants it. On faked time only.</summary>
public sealed class SettlementWriterTests : IDisposable
{
    private readonly RestingTime _time = new();
    private readonly RecordedMeters _meters = new();
    private readonly SettlingInbox _inbox = new();
    private readonly ListLogger<HandlerLoop> _log = new();
    private readonly CancellationTokenSource _drainEnded = new();
    private readonly ConcurrentQueue<string> _settled = new();
    private readonly SettlementWriter _writer;

    public SettlementWriterTests() => _writer = new SettlementWriter(
        _inbox, new HandlingReport(new WebhookMetrics(_meters, _time), new ListLogger<HandlingReport>()), new InboxTrouble(_time, _log),
        _time, _log, _drainEnded.Token);

    public void Dispose()
    {
        _meters.Dispose();
        _drainEnded.Dispose();
    }

    [Fact]
    public async Task What_gathers_while_a_batch_is_being_stored_goes_together_and_at_most_256_at_a_time()
    {
        var first = new TaskCompletionSource();
        _inbox.Answer = async batch =>
        {
            await first.Task;
            return Done(batch);
        };
        Add("0");
        var run = _writer.RunAsync();
        await Wait.UntilAsync(() => _inbox.Batches.Count == 1);
        for (var i = 1; i <= 300; i++)
            Add($"{i}");

        first.SetResult();
        _writer.Complete();
        await run;

        Assert.Equal([1, 256, 44], _inbox.Batches);
        Assert.Equal(Enumerable.Range(0, 301).Select(i => $"{i}"), _settled);
    }

    [Fact]
    public async Task One_that_cannot_be_stored_does_not_take_the_others_along()
    {
        _inbox.Answer = batch => batch.Any(request => request.Settlement.Lease.Delivery.Id == "bad")
            ? throw new InvalidOperationException("It does not fit.")
            : Task.FromResult(Done(batch));
        Add("a");
        Add("bad");
        Add("b");
        _writer.Complete();

        await _writer.RunAsync();

        Assert.Equal(["a", "bad", "b"], _settled);
        Assert.Equal(["a", "b"], _inbox.Stored);
        var line = Assert.Single(_log.Lines);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Contains("handled bad, but the inbox did not take the outcome", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inbox_that_is_unavailable_is_asked_again_every_second()
    {
        _inbox.Answer = batch => _inbox.Batches.Count < 3 ? throw new InboxUnavailableException("Full.") : Task.FromResult(Done(batch));
        Add("a");
        Add("b");
        _writer.Complete();
        var run = _writer.RunAsync();

        for (var rest = 1; rest <= 2; rest++)
        {
            await Wait.UntilAsync(() => _time.RestsOf(HandlerLoop.FailurePause) == rest);
            Assert.Empty(_settled);
            _time.Advance(HandlerLoop.FailurePause);
        }

        await run.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([2, 2, 2], _inbox.Batches);
        Assert.Equal(["a", "b"], _settled);
    }

    [Fact]
    public async Task After_the_drain_an_unavailable_inbox_is_not_asked_again_and_each_loss_is_told()
    {
        _inbox.Answer = _ => throw new InboxUnavailableException("Full.");
        Add("a");
        Add("b");
        _writer.Complete();
        var run = _writer.RunAsync();
        await Wait.UntilAsync(() => _time.RestsOf(HandlerLoop.FailurePause) == 1);

        await _drainEnded.CancelAsync();

        await run.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["a", "b"], _settled);
        Assert.Equal(2, _log.Lines.Count(line => line.Text.Contains("it will be handled again", StringComparison.Ordinal)));
    }

    private void Add(string id)
    {
        var lease = TestLease.Of("probe");
        lease = lease with { Delivery = lease.Delivery with { Id = id } };
        _writer.Add(new SettleRequest(Settlement.Completed(lease, TimeSpan.Zero)), _ => _settled.Enqueue(id));
    }

    private static IReadOnlyList<SettleOutcome> Done(IReadOnlyList<SettleRequest> batch) =>
        [.. batch.Select(_ => new SettleOutcome(WasHeld: true))];

    private sealed class SettlingInbox : UnusedInbox, IInbox
    {
        public ConcurrentQueue<int> Batches { get; } = new();

        public ConcurrentQueue<string> Stored { get; } = new();

        public Func<IReadOnlyList<SettleRequest>, Task<IReadOnlyList<SettleOutcome>>> Answer { get; set; } = _ =>
            throw new InvalidOperationException();

        async Task<IReadOnlyList<SettleOutcome>> IInbox.SettleAsync(
            IReadOnlyList<SettleRequest> requests, CancellationToken cancellationToken)
        {
            Batches.Enqueue(requests.Count);
            var outcomes = await Answer(requests);
            foreach (var request in requests)
                Stored.Enqueue(request.Settlement.Lease.Delivery.Id);
            return outcomes;
        }
    }
}
