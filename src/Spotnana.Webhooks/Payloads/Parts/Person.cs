using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>Somebody whom Spotnana knows: an approver, an arranger, an agent.</summary>
public sealed record Person
{
    /// <summary>Spotnana's id.</summary>
    public string? Id { get; init; }

    /// <summary>The name.</summary>
    public PersonName? Name { get; init; }

    /// <summary>The e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The telephone number.</summary>
    public PhoneNumber? Phone { get; init; }

    /// <summary>The organization's id.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The number that the organization knows the person by.</summary>
    public string? EmployeeId { get; init; }

    /// <summary>A word such as <c>EMPLOYEE</c>.</summary>
    public string? Persona { get; init; }

    /// <summary>A word such as <c>BASIC</c>; <c>SEAT1A</c> is a very important person.</summary>
    public string? Tier { get; init; }

    /// <summary>For logs: nothing but the id.</summary>
    public override string ToString() => $"person {Id}";

    internal static Person? Read(Node node) => node.IsAbsent ? null : new Person
    {
        Id = node["userOrgId"u8]["userId"u8].Id ?? node["userId"u8].Id,
        Name = PersonName.Read(node["name"u8]),
        Email = node["email"u8].Text,
        Phone = PhoneNumber.Read(node["phoneNumber"u8]),
        OrganizationId = node["userOrgId"u8]["organizationId"u8].Id,
        EmployeeId = node["employeeId"u8].Text,
        Persona = node["persona"u8].Text,
        Tier = node["tier"u8].Text,
    };
}
