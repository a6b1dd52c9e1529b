namespace Spotnana.Webhooks.Contract;

/// <summary>
/// The change that an event reports, within its event type. The set is open: a name that this version does not know is kept as received.
/// </summary>
/// <remarks>
/// Spotnana's pages spell some names with one L in one place and two in another. Operations are equal whatever the spelling:
/// <see cref="Name"/> always has the same one, <see cref="Raw"/> the one that was sent.
/// </remarks>
public readonly partial record struct Operation
{
    private readonly string? _name;
    private readonly string? _raw;

    /// <summary>Makes an operation from its name, known or not, in either spelling.</summary>
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

    /// <summary>The name in the one spelling that this library uses. Empty, never null, for <c>default</c>.</summary>
    public string Name => _name ?? "";

    /// <summary>The name as it was received. Empty, never null, for <c>default</c>.</summary>
    public string Raw => _raw ?? "";

    /// <summary>Every published spelling of the name, <see cref="Name"/> first.</summary>
    public IReadOnlyList<string> Spellings => Name switch
    {
        "FLIGHT_CANCELLED" => [Name, "FLIGHT_CANCELED"],
        "FLIGHT_SEAT_CANCELLED" => [Name, "FLIGHT_SEAT_CANCELED"],
        "BOOKING_CANCELED_BY_TRAVELER" => [Name, "BOOKING_CANCELLED_BY_TRAVELER"],
        "BOOKING_CANCELED_BY_VENDOR" => [Name, "BOOKING_CANCELLED_BY_VENDOR"],
        _ => [Name],
    };

    /// <summary>True when the names are equal, in whatever spelling they were received.</summary>
    public bool Equals(Operation other) => string.Equals(Name, other.Name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name in the one spelling that this library uses.</summary>
    public override string ToString() => Name;
}
