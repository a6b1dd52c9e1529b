using System.Text.Json;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Payloads;

/// <summary>
/// A traveler's profile, as a <c>TRAVELER_V2</c> event tells it. The event that purges a traveler may hold little more than the id.
/// </summary>
public sealed record Traveler : IPayload<Traveler>
{
    /// <inheritdoc/>
    public static EventType EventType => EventType.TravelerV2;

    /// <summary>Its id.</summary>
    public string? Id { get; init; }

    /// <summary>The id in the customer's own system.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Whether the traveler may book. Null: not told.</summary>
    public bool? IsActive { get; init; }

    /// <summary>A word such as <c>EMPLOYEE</c>, <c>GUEST</c>.</summary>
    public string? Persona { get; init; }

    /// <summary>A word such as <c>BASIC</c>; <c>SEAT1A</c> is a very important person.</summary>
    public string? Tier { get; init; }

    /// <summary>The traveler whose relative this one is.</summary>
    public string? RelativeOf { get; init; }

    /// <summary>The name.</summary>
    public PersonName? Name { get; init; }

    /// <summary>The e-mail address, the one at work first.</summary>
    public string? Email { get; init; }

    /// <summary>The private e-mail address.</summary>
    public string? PersonalEmail { get; init; }

    /// <summary>Telephone numbers, those at work first.</summary>
    public IReadOnlyList<PhoneNumber> Phones { get; init; } = [];

    /// <summary>Postal addresses.</summary>
    public IReadOnlyList<Address> Addresses { get; init; } = [];

    /// <summary>The day of birth.</summary>
    public DateOnly? BornOn { get; init; }

    /// <summary>A word such as <c>FEMALE</c>, <c>UNSPECIFIED</c>, <c>GENDER_REDACTED</c>.</summary>
    public string? Gender { get; init; }

    /// <summary>A word such as <c>MS</c>, <c>TITLE_REDACTED</c>.</summary>
    public string? Title { get; init; }

    /// <summary>A word such as <c>SHE_HER_HERS</c>.</summary>
    public string? Pronoun { get; init; }

    /// <summary>The country's two letters.</summary>
    public string? Nationality { get; init; }

    /// <summary>The language, such as <c>en-US</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Passports and other documents.</summary>
    public IReadOnlyList<IdentityDocument> IdentityDocuments { get; init; } = [];

    /// <summary>Whom to call when something happens.</summary>
    public EmergencyContact? EmergencyContact { get; init; }

    /// <summary>The number that the customer knows the traveler by.</summary>
    public string? EmployeeId { get; init; }

    /// <summary>What the traveler does.</summary>
    public string? JobTitle { get; init; }

    /// <summary>A word such as <c>EMPLOYEE</c>, <c>CONTINGENT</c>.</summary>
    public string? WorkerType { get; init; }

    /// <summary>The customer.</summary>
    public Named? Organization { get; init; }

    /// <summary>The legal entity.</summary>
    public Named? LegalEntity { get; init; }

    /// <summary>The department.</summary>
    public Named? Department { get; init; }

    /// <summary>The cost center.</summary>
    public Named? CostCenter { get; init; }

    /// <summary>The office.</summary>
    public Named? Office { get; init; }

    /// <summary>The grade.</summary>
    public Named? Grade { get; init; }

    /// <summary>The manager.</summary>
    public Named? Manager { get; init; }

    /// <summary>Who approves the traveler's bookings.</summary>
    public IReadOnlyList<Named> Approvers { get; init; } = [];

    /// <summary>The code for the customer's accounts.</summary>
    public string? AccountingCode { get; init; }

    /// <summary>The country where the traveler works, two letters.</summary>
    public string? Country { get; init; }

    /// <summary>What the customer notes in fields of its own.</summary>
    public IReadOnlyList<CompanyField> Attributes { get; init; } = [];

    /// <summary>Loyalty programs.</summary>
    public IReadOnlyList<Loyalty> Loyalties { get; init; } = [];

    /// <summary>The travel agency that the customer has a contract with.</summary>
    public Named? ContractingTmc { get; init; }

    /// <summary>The travel agency that books.</summary>
    public Named? BookingTmc { get; init; }

    /// <summary>Who arranges the traveler's trips.</summary>
    public IReadOnlyList<Person> Arrangers { get; init; } = [];

    /// <inheritdoc/>
    public static Traveler Read(JsonElement payload) => PayloadReading.Read(payload, TravelerReader.Read);

    /// <summary>For logs: nothing of a person.</summary>
    public override string ToString() => $"traveler {Id}";

    /// <summary>Reads the payload of a whole body, as it was received.</summary>
    /// <exception cref="PayloadException">A value is of another kind than Spotnana publishes, or the body is no JSON.</exception>
    public static Traveler Parse(ReadOnlyMemory<byte> body) => PayloadReading.Parse<Traveler>(body);
}
