using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>An approval that a booking needed, and what became of it.</summary>
/// <param name="Status">A word such as <c>APPROVED</c>, <c>DENIED</c> or <c>APPROVAL_PENDING</c>.</param>
/// <param name="Type">A word such as <c>HARD_APPROVAL</c>.</param>
public sealed record Approval(string? Status, string? Type)
{
    internal static Approval Read(Node node) => new(node["approvalStatus"u8].Text, node["approvalType"u8].Text);
}
