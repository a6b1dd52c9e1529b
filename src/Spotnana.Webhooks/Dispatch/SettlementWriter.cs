using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>
/// Settles the leases of all handlers, as many in one call as are waiting, and asks again while the inbox is unavailable: a handling that
/// ended must not run a second time.
/// </summary>
/// <param name="inbox">Where the leases are from.</param>
/// <param name="report">Told of what is settled.</param>
/// <param name="trouble">Told of an inbox that cannot be reached.</param>
/// <param name="time">The clock of the pauses.</param>
/// <param name="logger">Gets a line for each settlement that is given up.</param>
/// <param name="drainEnded">From then on an unavailable inbox is not asked again.</param>
internal sealed class SettlementWriter(
    IInbox inbox, HandlingReport report, InboxTrouble trouble, TimeProvider time, ILogger logger, CancellationToken drainEnded)
{
    private const string Settling = "to settle";
    private const int MaxBatch = 256;

    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Settles behind the caller's back.</summary>
    /// <param name="request">What to settle.</param>
    /// <param name="settled">
    /// Called when it is stored, with the lane's next head; or with null, where that was not asked for, or none is due, or the settlement
    /// was given up.
    /// </param>
    public void Add(SettleRequest request, Action<Lease?> settled) => _waiting.Writer.TryWrite(new Waiting(request, settled));

    /// <summary>Ends <see cref="RunAsync"/> once everything is settled.</summary>
    public void Complete() => _waiting.Writer.Complete();

    public async Task RunAsync()
    {
        var batch = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
                batch.Add(next);
            await SettleAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task SettleAsync(IReadOnlyList<Waiting> batch)
    {
        while (true)
        {
            try
            {
                var outcomes = await inbox.SettleAsync([.. batch.Select(waiting => waiting.Request)], CancellationToken.None)
                    .ConfigureAwait(false);
                for (var i = 0; i < batch.Count; i++)
                    Settled(batch[i], outcomes[i]);
                return;
            }
            catch (InboxUnavailableException failure) when (!drainEnded.IsCancellationRequested)
            {
                foreach (var handler in batch.Select(waiting => waiting.Handler).Distinct(StringComparer.Ordinal))
                    trouble.Failed(handler, Settling, failure);
                await Task.Delay(HandlerLoop.FailurePause, time, drainEnded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception failure) when (batch.Count == 1 || failure is InboxUnavailableException or InboxBrokenException)
            {
                // The leases run out, and the deliveries are handled again.
                foreach (var waiting in batch)
                {
                    HandlerLog.NotSettled(logger, waiting.Handler, waiting.Request.Settlement.Lease.Delivery.Id, failure);
                    waiting.Settled(null);
                }

                return;
            }
            catch (Exception)
            {
                // One of them is at fault, and does not take the others along.
                foreach (var waiting in batch)
                    await SettleAsync([waiting]).ConfigureAwait(false);
                return;
            }
        }
    }

    private void Settled(Waiting waiting, SettleOutcome outcome)
    {
        trouble.Worked(waiting.Handler, Settling);
        report.Settled(waiting.Request.Settlement, outcome.WasHeld);
        waiting.Settled(outcome.Next);
    }

    private readonly record struct Waiting(SettleRequest Request, Action<Lease?> Settled)
    {
        public string Handler => Request.Settlement.Lease.Handler;
    }
}
