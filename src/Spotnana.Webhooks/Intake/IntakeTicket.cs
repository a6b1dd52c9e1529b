using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Intake;

/// <summary>A delivery that waits to be stored. Its request may give up waiting before the writer is done with it.</summary>
/// <param name="entry">What to store.</param>
/// <param name="claim">The body's share of the budget. The ticket owns it: see <see cref="BufferBudget.Claim"/>.</param>
internal sealed class IntakeTicket(InboxEntry entry, BufferBudget.Claim claim)
{
    private readonly TaskCompletionSource<AppendOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InboxEntry Entry => entry;

    public Task<AppendOutcome> Outcome => _outcome.Task;

    /// <summary>
    /// Ends the wait and gives back the claim and the memory of the encoded body. <see cref="AppendOutcome.Refused"/> stands for everything
    /// that was not stored.
    /// </summary>
    public void Resolve(AppendOutcome outcome)
    {
        claim.Dispose();
        entry.Stored?.Dispose();
        _outcome.TrySetResult(outcome);
    }
}
