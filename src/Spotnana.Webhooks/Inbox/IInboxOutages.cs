namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// Shares outages of handlers among the processes of one store. An engine that several processes share implements it beside
/// <see cref="IInbox"/>; without it each process shows its own. Failures are those of <see cref="IInbox"/>.
/// </summary>
public interface IInboxOutages
{
    /// <summary>Notes an outage that this process has found, or its last try. Unless it is noted again, it is forgotten.</summary>
    /// <param name="outage">The outage.</param>
    /// <param name="lasting">For how long it is remembered, should this process end without a word.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task NoteOutageAsync(HandlerOutage outage, TimeSpan lasting, CancellationToken cancellationToken);

    /// <summary>Forgets the outage that this process has noted, as the handler can work again.</summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task EndOutageAsync(string handler, CancellationToken cancellationToken);

    /// <summary>Reads the outages of all processes: one for each process and handler.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<HandlerOutage>> ReadOutagesAsync(CancellationToken cancellationToken);
}
