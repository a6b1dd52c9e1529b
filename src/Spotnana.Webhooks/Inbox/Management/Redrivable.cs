namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>A delivery as a redrive finds it. A help for engines.</summary>
/// <param name="Delivery">The delivery, with its handlings.</param>
/// <param name="Sha256">SHA-256 of its body, 32 bytes.</param>
/// <param name="HasBody">Whether its body is there.</param>
public sealed record Redrivable(DeliverySummary Delivery, ReadOnlyMemory<byte> Sha256, bool HasBody)
{
    /// <summary>Whether its body is to be read again, by <see cref="RereadDelivery"/>, before <see cref="Plan"/> is asked.</summary>
    public bool NeedsReading => HasBody && RedrivePlan.NeedsReading(Delivery.State, Delivery.Handlings.Count);

    /// <summary>Decides what a redrive does to it.</summary>
    /// <param name="choice">Which of its handlings are meant.</param>
    /// <param name="reread">The result of reading it again. Null where it was not.</param>
    public RedrivePlan Plan(RedriveChoice choice, InboxEntry? reread) => RedrivePlan.Make(
        choice,
        Delivery.Reason,
        [.. Delivery.Handlings.Select(static handling => (handling.Handler, handling.State, handling.Reason))],
        HasBody,
        reread);
}
