namespace Spotnana.Webhooks.Contract;

/// <summary>
/// What happened, within an event type. The set is open: a name that this version does not know is kept as it came.
/// </summary>
/// <remarks>
/// Spotnana's pages spell some names with one L in one place and two in another. Both spellings make equal operations:
/// <see cref="Name"/> is the one spelling to compare with, <see cref="Raw"/> what was sent.
/// </remarks>
public readonly partial record struct Operation
{
    private readonly string? _name;
    private readonly string? _raw;

    /// <summary>Takes a name in either spelling.</summary>
    /// <param name="text">The name as Spotnana sends it, for example <c>BOOKING_TICKETED</c>.</param>
    public Operation(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _raw = text;
        _name = text switch
        {
            "FLIGHT_CANCELED" => "FLIGHT_CANCELLED",
            "FLIGHT_SEAT_CANCELED" => "FLIGHT_SEAT_CANCELLED",
            "BOOKING_CANCELLED_BY_TRAVELER" => "BOOKING_CANCELED_BY_TRAVELER",
            "BOOKING_CANCELLED_BY_VENDOR" => "BOOKING_CANCELED_BY_VENDOR",
            _ => text,
        };
    }

    /// <summary>The name in the one spelling that is used here. Empty, never null, for <c>default</c>.</summary>
    public string Name => _name ?? "";

    /// <summary>The name as it was received. Empty, never null, for <c>default</c>.</summary>
    public string Raw => _raw ?? "";

    /// <summary>Every published spelling of it, <see cref="Name"/> first.</summary>
    public IReadOnlyList<string> Spellings => Name switch
    {
        "FLIGHT_CANCELLED" => [Name, "FLIGHT_CANCELED"],
        "FLIGHT_SEAT_CANCELLED" => [Name, "FLIGHT_SEAT_CANCELED"],
        "BOOKING_CANCELED_BY_TRAVELER" => [Name, "BOOKING_CANCELLED_BY_TRAVELER"],
        "BOOKING_CANCELED_BY_VENDOR" => [Name, "BOOKING_CANCELLED_BY_VENDOR"],
        _ => [Name],
    };

    /// <summary>True when the names are equal, whatever the spelling received.</summary>
    public bool Equals(Operation other) => string.Equals(Name, other.Name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name in the one spelling that is used here.</summary>
    public override string ToString() => Name;
}
