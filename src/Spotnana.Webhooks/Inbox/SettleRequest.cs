namespace Spotnana.Webhooks.Inbox;

/// <summary>A settlement, and whether its lane goes on.</summary>
/// <param name="Settlement">How the lease ends.</param>
/// <param name="Next">
/// For how long the lane's next head is leased in the same commit, provided that it is due and the handler is not paused. Null: not at all.
/// </param>
public readonly record struct SettleRequest(Settlement Settlement, TimeSpan? Next = null);
