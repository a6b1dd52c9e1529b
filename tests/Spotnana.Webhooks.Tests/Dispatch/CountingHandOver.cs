using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>A <see cref="CountingInbox"/> that hands over as the inner one does.</summary>
internal sealed class CountingHandOver(IInbox inner) : CountingInbox(inner), IInboxHandOver
{
    private readonly IInboxHandOver _handOver = (IInboxHandOver)inner;
    private int _begun;
    private int _noted;

    public int Begun => Volatile.Read(ref _begun);

    /// <summary>How many wait for <see cref="BeginsAfter"/>, or have.</summary>
    public int Noted => Volatile.Read(ref _noted);

    /// <summary>What <see cref="BeginAsync"/> answers.</summary>
    public bool Begins { get; init; } = true;

    /// <summary>If set, settlements wait for it.</summary>
    public TaskCompletionSource? SettlesAfter { get; init; }

    /// <summary>If set, what begins waits for it.</summary>
    public TaskCompletionSource? BeginsAfter { get; init; }

    public IDisposable HandOverTo(ILeaseTaker taker) => _handOver.HandOverTo(taker);

    public async ValueTask<bool> BeginAsync(Lease lease)
    {
        Interlocked.Increment(ref _begun);
        if (BeginsAfter is { } waited)
        {
            Interlocked.Increment(ref _noted);
            await waited.Task;
        }

        return Begins;
    }

    public override async Task<SettleOutcome> SettleAsync(Settlement settlement, TimeSpan? next, CancellationToken cancellationToken)
    {
        if (SettlesAfter is { } waited)
            await waited.Task;
        return await base.SettleAsync(settlement, next, cancellationToken);
    }
}
