using System.Text.Json;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>A booking waits for an approval, as a <c>PNR_APPROVAL</c> event tells it.</summary>
public sealed record ApprovalRequest : IPayload<ApprovalRequest>
{
    /// <inheritdoc/>
    public static EventType EventType => EventType.PnrApproval;

    /// <summary>The booking.</summary>
    public string? PnrId { get; init; }

    /// <summary>The trip.</summary>
    public string? TripId { get; init; }

    /// <summary>With it one can answer for the approver: log it nowhere.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>A word such as <c>SOFT_APPROVAL</c>: whether the booking goes on without an answer.</summary>
    public string? Type { get; init; }

    /// <summary>Until when an answer is waited for.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Who may approve it.</summary>
    public IReadOnlyList<Person> Approvers { get; init; } = [];

    /// <inheritdoc/>
    public static ApprovalRequest Read(JsonElement payload) => PayloadReading.Read(payload, Read);

    /// <summary>Reads the payload of a whole body, as it was received.</summary>
    /// <exception cref="PayloadException">A value is of another kind than Spotnana publishes, or the body is no JSON.</exception>
    public static ApprovalRequest Parse(ReadOnlyMemory<byte> body) => PayloadReading.Parse<ApprovalRequest>(body);

    /// <summary>For logs: nothing of a person.</summary>
    public override string ToString() => $"approval of {PnrId}";

    private static ApprovalRequest Read(Node node) => new()
    {
        PnrId = node["pnrId"u8].Id,
        TripId = node["tripId"u8].Id,
        ApprovalId = node["approvalId"u8].Id,
        Type = node["appliedApprovalType"u8].Text,
        Deadline = node["deadline"u8].Instant,
        Approvers = node["approvers"u8].List(approver => Person.Read(approver["basicInfo"u8])),
    };
}
