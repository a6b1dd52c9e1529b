using System.Collections.Concurrent;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>
/// Those of this process to whom deliveries are handed over, and which of their handlers were paused here. That a handler is paused is
/// decided by the database; this only stops what was leased before. Since anybody may resume it, a later lease tells that it goes on.
/// </summary>
internal sealed class Takers(TimeProvider time)
{
    private readonly LeaseTakers _takers = new();
    private readonly ConcurrentDictionary<string, long> _pausedAt = new(StringComparer.Ordinal);

    public IDisposable Add(ILeaseTaker taker) => _takers.Add(taker);

    public ILeaseTaker? Find(string handler) => _takers.Find(handler);

    public bool MayBegin(string handler) => !_pausedAt.ContainsKey(handler);

    public void IsPaused(string handler)
    {
        _pausedAt[handler] = time.GetTimestamp();
        Find(handler)?.GiveBack();
    }

    public void IsResumed(string handler) => _pausedAt.TryRemove(handler, out _);

    /// <summary>A transaction that began after <paramref name="since"/> leased something of the handler.</summary>
    public void IsLeased(string handler, long since)
    {
        if (_pausedAt.TryGetValue(handler, out var pausedAt) && pausedAt < since)
            _pausedAt.TryRemove(KeyValuePair.Create(handler, pausedAt));
    }
}
