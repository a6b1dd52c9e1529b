namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>The words of <see cref="Segment.Status"/> that code asks for most. The set is open.</summary>
public static class SegmentStatus
{
    /// <summary>It will take place.</summary>
    public const string Confirmed = "CONFIRMED";

    /// <summary>It will not.</summary>
    public const string Cancelled = "CANCELLED";

    /// <summary>It will not, and the supplier said so.</summary>
    public const string CancelledByVendor = "CANCELLED_BY_VENDOR";

    /// <summary>Whether it will not take place: all words that begin so, and the voided and refunded ones.</summary>
    public static bool IsCancelled(string? status) =>
        status is "VOIDED" or "REFUNDED" or "CANCELED" || status?.StartsWith(Cancelled, StringComparison.Ordinal) == true;
}
