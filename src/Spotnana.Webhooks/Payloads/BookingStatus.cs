namespace Spotnana.Webhooks.Payloads;

/// <summary>The words of <see cref="Booking.Status"/> that code asks for most. The set is open.</summary>
public static class BookingStatus
{
    /// <summary>Reserved, not ticketed or confirmed yet.</summary>
    public const string Pending = "PENDING_STATUS";

    /// <summary>Confirmed or ticketed.</summary>
    public const string Confirmed = "CONFIRMED_STATUS";

    /// <summary>Cancelled.</summary>
    public const string Cancelled = "CANCELLED_STATUS";

    /// <summary>Cancelled, and paid back.</summary>
    public const string Refunded = "REFUNDED_STATUS";

    /// <summary>Undone soon after it was ticketed.</summary>
    public const string Voided = "VOIDED_STATUS";

    /// <summary>The card was declined.</summary>
    public const string PaymentDeclined = "PAYMENT_DECLINED_STATUS";

    /// <summary>The airline has changed the times, and waits for an answer.</summary>
    public const string ScheduleChange = "SCHEDULE_CHANGE_STATUS";

    /// <summary>Whether nothing is left to travel with: cancelled, refunded or voided.</summary>
    public static bool IsCancelled(string? status) => status is Cancelled or Refunded or Voided;
}
