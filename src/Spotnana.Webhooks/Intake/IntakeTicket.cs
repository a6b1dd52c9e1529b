using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Intake;

/// <summary>A delivery that waits to be stored. It owns the body's share of the budget: the request may give up waiting before the writer is done.</summary>
internal sealed class IntakeTicket(InboxEntry entry, BufferBudget.Claim claim)
{
    private readonly TaskCompletionSource<AppendOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InboxEntry Entry => entry;

    public Task<AppendOutcome> Outcome => _outcome.Task;

    /// <summary>Ends the wait. <see cref="AppendOutcome.Refused"/> stands for everything that was not stored.</summary>
    public void Settle(AppendOutcome outcome)
    {
        claim.Dispose();
        _outcome.TrySetResult(outcome);
    }
}
