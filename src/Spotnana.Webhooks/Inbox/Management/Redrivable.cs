namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>A delivery as a redrive finds it. For engines.</summary>
/// <param name="Delivery">The delivery, with its handlings.</param>
/// <param name="Sha256">SHA-256 of its body, 32 bytes.</param>
/// <param name="HasBody">Whether its body is still there.</param>
public sealed record Redrivable(DeliverySummary Delivery, ReadOnlyMemory<byte> Sha256, bool HasBody)
{
    /// <summary>Whether <see cref="RereadDelivery"/> must read its body again before <see cref="Plan"/> is called.</summary>
    public bool NeedsReading => HasBody && RedrivePlan.NeedsReading(Delivery.State, Delivery.Handlings.Count);

    /// <summary>Decides the effect of a redrive on it.</summary>
    /// <param name="choice">Selects its handlings.</param>
    /// <param name="reread">The result of reading it again. Null where it was not read again.</param>
    public RedrivePlan Plan(RedriveChoice choice, InboxEntry? reread) => RedrivePlan.Make(
        choice,
        Delivery.Reason,
        [.. Delivery.Handlings.Select(static handling => (handling.Handler, handling.State, handling.Reason))],
        HasBody,
        reread);
}
