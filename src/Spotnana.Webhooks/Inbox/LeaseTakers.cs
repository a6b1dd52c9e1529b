using System.Collections.Concurrent;

namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// Those to whom an engine hands deliveries over, by handler. For engines: <see cref="IInboxHandOver.HandOverTo"/> calls <see cref="Add"/>.
/// Used by any thread.
/// </summary>
public sealed class LeaseTakers
{
    private readonly ConcurrentDictionary<string, ILeaseTaker> _takers = new(StringComparer.Ordinal);

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _takers.IsEmpty;

    /// <summary>Adds one. It takes the place of an earlier one of its handler.</summary>
    /// <param name="taker">The handler's side.</param>
    /// <returns>Removes it when it is disposed of, unless a later one has taken its place.</returns>
    public IDisposable Add(ILeaseTaker taker)
    {
        ArgumentNullException.ThrowIfNull(taker);
        _takers[taker.Handler] = taker;
        return new Registration(_takers, taker);
    }

    /// <summary>The one of a handler. Null: there is none.</summary>
    /// <param name="handler">The name of the handler.</param>
    public ILeaseTaker? Find(string handler) => _takers.GetValueOrDefault(handler);

    private sealed class Registration(ConcurrentDictionary<string, ILeaseTaker> takers, ILeaseTaker taker) : IDisposable
    {
        public void Dispose() => takers.TryRemove(KeyValuePair.Create(taker.Handler, taker));
    }
}
