using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>Somebody who travels with a booking, as the profile was when it was booked.</summary>
public sealed record BookedTraveler
{
    /// <summary>Spotnana's id of the traveler. Null for some guests.</summary>
    public string? Id { get; init; }

    /// <summary>The name.</summary>
    public PersonName? Name { get; init; }

    /// <summary>The e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Telephone numbers.</summary>
    public IReadOnlyList<PhoneNumber> Phones { get; init; } = [];

    /// <summary>A word such as <c>EMPLOYEE</c> or <c>GUEST</c>.</summary>
    public string? Persona { get; init; }

    /// <summary>A word such as <c>BASIC</c>; <c>SEAT1A</c> is a very important person.</summary>
    public string? Tier { get; init; }

    /// <summary>The number that the customer knows the traveler by.</summary>
    public string? EmployeeId { get; init; }

    /// <summary>The customer.</summary>
    public Named? Organization { get; init; }

    /// <summary>The legal entity.</summary>
    public Named? LegalEntity { get; init; }

    /// <summary>The cost center.</summary>
    public Named? CostCenter { get; init; }

    /// <summary>The department.</summary>
    public Named? Department { get; init; }

    /// <summary>The office.</summary>
    public Named? Office { get; init; }

    /// <summary>The grade.</summary>
    public Named? Grade { get; init; }

    /// <summary>The code for the customer's accounts.</summary>
    public string? AccountingCode { get; init; }

    /// <summary>What the customer notes in fields of its own.</summary>
    public IReadOnlyList<CompanyField> Attributes { get; init; } = [];

    /// <summary>Loyalty programs.</summary>
    public IReadOnlyList<Loyalty> Loyalties { get; init; } = [];

    /// <summary>For logs: nothing but the id.</summary>
    public override string ToString() => $"traveler {Id}";

    internal static BookedTraveler Read(Node node)
    {
        var (person, business) = (node["personalInfo"u8], node["businessInfo"u8]);
        return new BookedTraveler
        {
            Id = node["userId"u8].Id,
            Name = PersonName.Read(person["name"u8]) ?? PersonName.Read(person["travelerName"u8]),
            Email = person["email"u8].Text,
            Phones = person["phoneNumbers"u8].List(PhoneNumber.Read),
            Persona = node["persona"u8].Text,
            Tier = node["tier"u8].Text,
            EmployeeId = business["employeeId"u8].Text,
            Organization = Named.Read(business["companyInfo"u8])
                ?? (business["companyId"u8].Id is { } company ? new Named(company, null, null) : null),
            LegalEntity = Named.Read(business["legalEntity"u8]),
            CostCenter = Named.Read(business["userCostCenter"u8]),
            Department = Named.Read(business["department"u8]),
            Office = Named.Read(business["office"u8]),
            Grade = Named.Read(business["grade"u8]),
            AccountingCode = business["accountingCode"u8].Text,
            Attributes = business["companySpecifiedAttributes"u8].List(CompanyField.Read),
            Loyalties = node["loyalties"u8].List(Loyalty.Read),
        };
    }
}
