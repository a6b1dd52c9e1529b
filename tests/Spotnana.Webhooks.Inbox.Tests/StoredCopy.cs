namespace Spotnana.Webhooks.Inbox.Tests;

/// <summary>
/// What an engine keeps of one copy of a delivery; no body where that is not kept; the timeline has its attempts in
/// order, such as <c>h 1 completed</c>.
/// </summary>
public sealed record StoredCopy(
    DeliveryState State, DeadReason? Reason, byte[]? Body, IReadOnlyList<StoredHandling> Handlings, IReadOnlyList<string> Timeline);

/// <summary>What an engine keeps of one handling.</summary>
public sealed record StoredHandling(string Handler, HandlingState State, DeadReason? Reason, int Attempts);
