using System.Globalization;
using System.Text.Json;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Tests.Contract;

/// <summary>
/// The reader's rules written a second time, over a whole document: for bodies without repeated names and without half surrogate pairs.
/// </summary>
internal static class EnvelopeOracle
{
    /// <summary>The envelope, or null for a body that is unreadable.</summary>
    public static Envelope? Read(byte[] body)
    {
        using var document = Parse(body);
        if (document is not { RootElement: { ValueKind: JsonValueKind.Object } root })
            return null;

        var type = At(root, "event_type") is { ValueKind: not JsonValueKind.Null } named ? named : At(root, "eventType");
        if (type is not { ValueKind: JsonValueKind.String } text || text.GetString() is not { Length: > 0 and <= 200 } name
            || name.Any(char.IsControl))
            return null;

        var payload = At(root, "payload");
        var data = At(payload, "data");
        var organization = Identity(At(At(root, "audience"), "organizationId"));
        Subject? subject = null;
        long? version = null;
        switch (name)
        {
            case "PNR_V3":
                subject = Named("pnr", Scalar(At(data, "pnrId")) ?? Scalar(At(payload, "pnrId")));
                version = Whole(At(data, "version")) ?? Whole(At(payload, "version"));
                organization ??= OfTravelers(data) ?? OfTravelers(payload);
                break;
            case "TRIP_DETAILS_V3":
                subject = Named("trip", Scalar(At(At(payload, "basicTripInfo"), "tripId")));
                organization ??= Elements(At(payload, "pnrs"))
                    .Select(pnr => OfTravelers(At(pnr, "data")))
                    .FirstOrDefault(id => id is not null);
                break;
            case "TRAVELER_V2":
                subject = Named("traveler", Scalar(At(payload, "id")));
                organization ??= Identity(At(At(payload, "businessInfo"), "organizationRef"));
                break;
            case "PNR_APPROVAL":
                subject = Named("pnr", Scalar(At(data, "pnrId")) ?? Scalar(At(payload, "pnrId")));
                organization ??= Elements(At(payload, "approvers"))
                    .Select(approver => OfUser(At(approver, "basicInfo")))
                    .FirstOrDefault(id => id is not null);
                break;
            case "AGENT_TASK_DETAILS":
                subject = Named("task", Scalar(At(payload, "id")));
                organization ??= Identity(At(payload, "organization")) ?? OfUser(At(payload, "primaryTraveler"));
                break;
            case "SERVICE_CHARGE":
                subject = Named("charge", Scalar(At(payload, "chargeId")) ?? Scalar(At(At(payload, "entity"), "entityId")));
                version = Whole(At(At(payload, "bookingDetails"), "pnrVersion"));
                organization ??= OfUser(payload);
                break;
        }

        var operation = Plain(Text(At(root, "operation")));
        var timestamp = Scalar(At(root, "timestamp"));
        return new Envelope
        {
            EventType = new(name),
            Operation = operation is null ? null : new(operation),
            Timestamp = timestamp,
            OccurredAt = timestamp is null ? null : EnvelopeTime.Parse(timestamp),
            OrganizationId = Plain(organization),
            Subject = subject,
            Version = version,
        };
    }

    /// <summary>The document, or null for bytes that are not one strict JSON value of at most 128 levels.</summary>
    public static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 128 });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? At(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;

    private static IEnumerable<JsonElement?> Elements(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray().Select(item => (JsonElement?)item) : [];

    private static string? Text(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    private static string? Scalar(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Text(element);

    private static long? Whole(JsonElement? element) =>
        decimal.TryParse(
            Scalar(element), NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite),
            CultureInfo.InvariantCulture, out var value)
            && value == Math.Round(value) && value is >= long.MinValue and <= long.MaxValue ? (long)value : null;

    private static string? Identity(JsonElement? element) =>
        Scalar(element) ?? Scalar(At(element, "id")) ?? Scalar(At(At(element, "id"), "id"));

    private static string? OfUser(JsonElement? user) => Identity(At(At(user, "userOrgId"), "organizationId"));

    private static string? OfTravelers(JsonElement? booking) =>
        Elements(At(booking, "pnrTravelers"))
            .Select(traveler => Identity(At(At(At(traveler, "businessInfo"), "companyInfo"), "id")))
            .FirstOrDefault(id => id is not null);

    private static Subject? Named(string kind, string? id) => id is null ? null : new(kind, id);

    private static string? Plain(string? text) => text is { Length: <= 200 } && !text.Any(char.IsControl) ? text : null;
}
