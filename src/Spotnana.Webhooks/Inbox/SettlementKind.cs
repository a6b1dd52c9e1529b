namespace Spotnana.Webhooks.Inbox;

/// <summary>The ways in which a lease ends, by what becomes of its handling.</summary>
public enum SettlementKind
{
    /// <summary>Done.</summary>
    Completed,

    /// <summary>Waiting again.</summary>
    Pending,

    /// <summary>A dead letter.</summary>
    Dead,
}
