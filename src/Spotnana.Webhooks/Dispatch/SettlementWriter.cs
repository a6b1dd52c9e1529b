using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>
/// Settles leases of one handler, and asks again while the inbox is unavailable: a handling that ended must not run a second time.
/// </summary>
internal sealed class SettlementWriter(
    HandlerRegistration handler, IInbox inbox, HandlingReport report, InboxTrouble trouble, TimeProvider time, ILogger logger)
{
    private const string Settling = "to settle";

    /// <param name="settlement">How the lease ends.</param>
    /// <param name="next">For how long the lane's next head is leased in the same commit. Null: not at all.</param>
    /// <param name="drainEnded">From then on an unavailable inbox is not asked again.</param>
    /// <returns>The lane's next head. Null where it was not asked for, or none is due, or the settlement was not stored.</returns>
    public async Task<Lease?> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken drainEnded)
    {
        while (true)
        {
            try
            {
                var outcome = await inbox.SettleAsync(settlement, next, CancellationToken.None).ConfigureAwait(false);
                trouble.Worked(handler.Name, Settling);
                report.Settled(settlement, outcome.WasHeld);
                return outcome.Next;
            }
            catch (InboxUnavailableException failure) when (!drainEnded.IsCancellationRequested)
            {
                trouble.Failed(handler.Name, Settling, failure);
                await Task.Delay(HandlerLoop.FailurePause, time, drainEnded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception failure)
            {
                // The lease runs out, and the delivery is handled again.
                HandlerLog.NotSettled(logger, handler.Name, settlement.Lease.Delivery.Id, failure);
                return null;
            }
        }
    }
}
