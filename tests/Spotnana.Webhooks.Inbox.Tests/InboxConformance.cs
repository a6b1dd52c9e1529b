using Microsoft.Extensions.Time.Testing;

namespace Spotnana.Webhooks.Inbox.Tests;

/// <summary>The rules that every engine must keep. Inherited once by each.</summary>
public abstract partial class InboxConformance : IAsyncLifetime
{
    protected static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    protected FakeTimeProvider Time { get; } = new(Make.Start);

    protected IInbox Inbox { get; set; } = null!;

    protected abstract IInbox Create();

    /// <summary>All copies that are stored under an id.</summary>
    protected abstract Task<IReadOnlyList<StoredCopy>> CopiesAsync(string id, string subscription = "s");

    public virtual async Task InitializeAsync()
    {
        Inbox = Create();
        Assert.True(await Inbox.TryOpenAsync(default));
    }

    public virtual async Task DisposeAsync() => await Inbox.DisposeAsync();

    protected Task<IReadOnlyList<AppendOutcome>> AppendAsync(params InboxEntry[] entries) => Inbox.AppendAsync(entries, default);

    protected Task<IReadOnlyList<Lease>> LeaseAsync(int count = 100, string handler = "h") =>
        Inbox.LeaseAsync(handler, count, Minute, default);

    protected async Task<Lease> LeaseOneAsync(string handler = "h") => Assert.Single(await LeaseAsync(100, handler));

    protected async Task<bool> SettleAsync(Settlement settlement)
    {
        var (wasHeld, next) = await Inbox.SettleAsync(settlement, next: null, default);
        Assert.Null(next);
        return wasHeld;
    }

    protected async Task CompleteAsync(Lease lease) =>
        Assert.True(await SettleAsync(Settlement.Completed(lease, TimeSpan.FromMilliseconds(5))));

    protected async Task<StoredCopy> CopyAsync(string id) => Assert.Single(await CopiesAsync(id));
}
