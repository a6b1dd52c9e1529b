using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Tests.Support;

/// <summary>An inbox of which a test uses only what it overrides.</summary>
internal abstract class UnusedInbox : IInbox
{
    public virtual Task<bool> TryOpenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public virtual Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<IReadOnlyList<Lease>> LeaseAsync(
        string handler, int count, TimeSpan duration, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task WaitForWorkAsync(string handler, CancellationToken cancellationToken) => throw new NotSupportedException();

    public virtual Task ProbeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
