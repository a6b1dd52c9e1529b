using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Examples.People;

/// <summary>What the directory keeps of a traveler.</summary>
/// <param name="Id">Spotnana's id.</param>
/// <param name="EmployeeId">The number that the customer knows the traveler by.</param>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="JobTitle">What the traveler does.</param>
/// <param name="Department">The department's name.</param>
/// <param name="CostCenter">The cost center's name.</param>
/// <param name="ManagerId">Spotnana's id of the manager.</param>
/// <param name="IsActive">Whether the traveler may book.</param>
public sealed record Profile(
    string Id, string? EmployeeId, string? Name, string? Email, string? JobTitle, string? Department, string? CostCenter, string? ManagerId,
    bool IsActive)
{
    /// <summary>Takes it out of what an event tells.</summary>
    /// <param name="id">The traveler's id.</param>
    /// <param name="traveler">The whole profile.</param>
    /// <param name="isDeleted">Whether the event says that the traveler was deactivated.</param>
    public static Profile Of(string id, Traveler traveler, bool isDeleted)
    {
        ArgumentNullException.ThrowIfNull(traveler);
        return new Profile(
            id, traveler.EmployeeId, traveler.Name?.ToString(), traveler.Email, traveler.JobTitle, traveler.Department?.Name,
            traveler.CostCenter?.Name, traveler.Manager?.Id, !isDeleted && traveler.IsActive != false);
    }

    /// <summary>For logs: nothing of a person.</summary>
    public override string ToString() => $"profile {Id}";
}
