namespace Spotnana.Webhooks.Inbox;

/// <summary>The states that a handling can take when its lease ends.</summary>
public enum SettlementKind
{
    /// <summary>Done.</summary>
    Completed,

    /// <summary>Waiting again.</summary>
    Pending,

    /// <summary>A dead letter.</summary>
    Dead,
}
