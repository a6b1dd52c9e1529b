namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// An engine that <c>Inbox:Engine</c> can choose by name. Register it as a singleton; engines bring an extension method for that.
/// </summary>
/// <param name="Name">The value of <c>Inbox:Engine</c>, not case-sensitive.</param>
/// <param name="Create">Makes the engine, unopened.</param>
public sealed record InboxEngine(string Name, Func<IServiceProvider, IInbox> Create)
{
    /// <summary>
    /// Set for an engine that keeps nothing across a restart: deliveries that were signed longer ago than this are refused, as their ids
    /// may have been forgotten. Null, the default: ids are kept for <c>Inbox:Retention:Ids</c>, whatever happens to the process.
    /// </summary>
    public TimeSpan? RemembersIdsFor { get; init; }
}
