namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>The words of <see cref="Ticket.Status"/>. The set is open.</summary>
public static class TicketStatus
{
    /// <summary>Good to travel with.</summary>
    public const string Issued = "ISSUED";

    /// <summary>Undone soon after it was issued.</summary>
    public const string Voided = "VOIDED";

    /// <summary>Given back: see <see cref="Ticket.Refund"/> for what was paid back.</summary>
    public const string Refunded = "REFUNDED";

    /// <summary>Given for another ticket, whose <see cref="Ticket.OriginalTicketNumber"/> names it.</summary>
    public const string Exchanged = "EXCHANGED";
}
