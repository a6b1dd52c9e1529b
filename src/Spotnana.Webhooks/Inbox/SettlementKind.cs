namespace Spotnana.Webhooks.Inbox;

/// <summary>What a handling becomes when its lease ends.</summary>
public enum SettlementKind
{
    /// <summary>Done.</summary>
    Completed,

    /// <summary>Waiting again.</summary>
    Pending,

    /// <summary>A dead letter.</summary>
    Dead,
}
