using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>How a booking stands to the customer's travel policy.</summary>
public sealed record Policy
{
    /// <summary>Whether it breaks the policy. Null: not told.</summary>
    public bool? IsOutOfPolicy { get; init; }

    /// <summary>A word for why it was booked all the same.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Why it was booked all the same, in the traveler's words.</summary>
    public string? Reason { get; init; }

    /// <summary>Who approved it.</summary>
    public PersonName? Approver { get; init; }

    /// <summary>The names of the policies that applied.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>The rules that it was measured by, such as <c>MAX_FARE_PER_TRAVELLER_VIOLATION_INCLUDING_TAX</c>.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    internal static Policy? Read(Node node)
    {
        if (node.IsAbsent)
            return null;
        var applied = node["appliedPolicyInfo"u8];
        return new Policy
        {
            IsOutOfPolicy = node["outOfPolicy"u8].Flag,
            ReasonCode = node["reasonCode"u8].Text,
            Reason = node["reason"u8].Text,
            Approver = PersonName.Read(node["approverName"u8]),
            Policies = applied["policies"u8].List(policy => policy["policyName"u8].Text),
            Rules = [.. applied["ruleResultInfos"u8].Elements
                .SelectMany(rule => rule["subViolationInfos"u8].Elements).Select(rule => rule["predicate"u8].Text).OfType<string>()],
        };
    }
}
