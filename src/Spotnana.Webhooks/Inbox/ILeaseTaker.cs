namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// The side of a handler to which an engine hands deliveries over: see <see cref="IInboxHandOver"/>. Its members are called by the engine,
/// on any thread, and return at once.
/// </summary>
public interface ILeaseTaker
{
    /// <summary>The name of the handler.</summary>
    string Handler { get; }

    /// <summary>How long the leases last.</summary>
    TimeSpan LeaseDuration { get; }

    /// <summary>
    /// Reserves room for one delivery. The engine asks while it stores, and then calls either <see cref="Take"/> or <see cref="Cancel"/>.
    /// </summary>
    /// <param name="bytes">The length of the body.</param>
    /// <returns>False: there is no room, or older deliveries of the handler are due and go first.</returns>
    bool TryReserve(int bytes);

    /// <summary>Gives reserved room back: the delivery was not handed over after all, or nothing was stored.</summary>
    /// <param name="bytes">As reserved.</param>
    void Cancel(int bytes);

    /// <summary>Takes a lease for which room was reserved. It is durable by now.</summary>
    /// <param name="lease">The lease, with the delivery. Its body is the taker's to keep.</param>
    void Take(Lease lease);

    /// <summary>The handler was paused: the taker gives back what has not begun.</summary>
    void GiveBack();
}
