namespace Spotnana.Webhooks.Inbox.Transfer;

/// <summary>What the lane of one handler and one subject remembers.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Subscription">The name of the subscription.</param>
/// <param name="Subject">What its events are about.</param>
/// <param name="LastVersion">The latest version that was completed. Null: none had one.</param>
/// <param name="LastOccurredAt">The latest time of an event that was completed. Null: none was.</param>
/// <param name="HeldUntil">The end of its last reorder window. Null: it had none.</param>
public sealed record LaneMark(
    string Handler, string Subscription, string Subject, long? LastVersion, DateTimeOffset? LastOccurredAt, DateTimeOffset? HeldUntil);
