namespace Spotnana.Webhooks.Inbox.Transfer;

/// <summary>The progress and the reorder window that the lane of one handler and one subject remembers.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Subscription">The name of the subscription.</param>
/// <param name="Subject">The subject of its events, for example <c>pnr/6104417720</c>.</param>
/// <param name="LastVersion">The highest version that was completed. Null: none of them had a version.</param>
/// <param name="LastOccurredAt">The latest time of a completed event. Null: none was completed.</param>
/// <param name="HeldUntil">The end of its last reorder window. Null: it had none.</param>
public sealed record LaneMark(
    string Handler, string Subscription, string Subject, long? LastVersion, DateTimeOffset? LastOccurredAt, DateTimeOffset? HeldUntil);
