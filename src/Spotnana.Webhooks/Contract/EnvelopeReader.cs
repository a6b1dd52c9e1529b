using System.Text.Unicode;

namespace Spotnana.Webhooks.Contract;

/// <summary>
/// Reads the <see cref="Envelope"/> from a body in one forward pass over the bytes, whatever the order of the properties, without
/// building a document. A second pass is made only where something is odd.
/// </summary>
public static class EnvelopeReader
{
    /// <summary>The most levels of nested objects and arrays.</summary>
    public const int MaxDepth = 128;

    /// <summary>Reads a body. Never throws, whatever the bytes.</summary>
    /// <remarks>
    /// Only an error that makes the whole body unreadable is reported. An id or a time may be a number, a version a text (<c>"7"</c>). Any
    /// other odd value (an operation that is a number, an audience that is a string) counts as absent. A name that any event type uses must
    /// not be repeated within an object that the reader looks into.
    /// </remarks>
    public static EnvelopeReading Read(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return new(UnreadableReason.Empty);
        if (!Utf8.IsValid(body))
            return new(UnreadableReason.NotUtf8);

        Span<Range> found = stackalloc Range[(int)EnvelopeSlot.Count];
        found.Clear();
        if (!EnvelopeFastPass.TryFind(body, found))
        {
            found.Clear();
            if (EnvelopePass.Find(body, found) is { } reason)
                return new(reason);
        }

        var values = new EnvelopeValues(body, found);
        return Judge(ref values);
    }

    private static EnvelopeReading Judge(ref EnvelopeValues values)
    {
        var slot = values.Has(EnvelopeSlot.EventType) ? EnvelopeSlot.EventType : EnvelopeSlot.OldEventType;
        if (!values.Has(slot))
            return new(UnreadableReason.NoEventType);
        var name = values.IsText(slot) ? values.Text(slot) : null;
        if (values.SawLoneSurrogate)
            return new(UnreadableReason.LoneSurrogate);
        if (string.IsNullOrEmpty(name) || !RoutingText.IsPlain(name))
            return new(UnreadableReason.BadEventType);

        var eventType = new EventType(name);
        var operation = PlainOrNull(values.Text(EnvelopeSlot.Operation));
        var timestamp = values.Text(EnvelopeSlot.Timestamp);
        var envelope = new Envelope
        {
            EventType = eventType,
            Operation = operation is null ? null : new Operation(operation),
            Timestamp = timestamp,
            OccurredAt = timestamp is null ? null : EnvelopeTime.Parse(timestamp),
            OrganizationId = PlainOrNull(values.Text(EnvelopeSlot.AudienceOrganization) ?? OrganizationOf(eventType, ref values)),
            Subject = SubjectOf(eventType, ref values),
            Version = VersionOf(eventType, ref values),
        };
        return values.SawLoneSurrogate ? new(UnreadableReason.LoneSurrogate) : new(envelope);
    }

    private static string? PlainOrNull(string? text) => text is not null && RoutingText.IsPlain(text) ? text : null;

    private static Subject? SubjectOf(EventType eventType, ref EnvelopeValues values) => eventType.Name switch
    {
        "PNR_V3" or "PNR_APPROVAL" => SubjectOrNull("pnr", values.Text(EnvelopeSlot.DataPnrId) ?? values.Text(EnvelopeSlot.PnrId)),
        "TRIP_DETAILS_V3" => SubjectOrNull("trip", values.Text(EnvelopeSlot.TripId)),
        "TRAVELER_V2" => SubjectOrNull("traveler", values.Text(EnvelopeSlot.Id)),
        "AGENT_TASK_DETAILS" => SubjectOrNull("task", values.Text(EnvelopeSlot.Id)),
        "SERVICE_CHARGE" => SubjectOrNull("charge", values.Text(EnvelopeSlot.ChargeId) ?? values.Text(EnvelopeSlot.ChargeEntityId)),
        _ => null,
    };

    private static Subject? SubjectOrNull(string kind, string? id) => id is null ? null : new Subject(kind, id);

    private static long? VersionOf(EventType eventType, ref EnvelopeValues values) => eventType.Name switch
    {
        "PNR_V3" => values.Number(EnvelopeSlot.DataPnrVersion) ?? values.Number(EnvelopeSlot.PnrVersion),
        "SERVICE_CHARGE" => values.Number(EnvelopeSlot.ChargePnrVersion),
        _ => null,
    };

    private static string? OrganizationOf(EventType eventType, ref EnvelopeValues values) => eventType.Name switch
    {
        "PNR_V3" => values.Text(EnvelopeSlot.DataPnrOrganization) ?? values.Text(EnvelopeSlot.PnrOrganization),
        "TRIP_DETAILS_V3" => values.Text(EnvelopeSlot.TripOrganization),
        "TRAVELER_V2" => values.Text(EnvelopeSlot.TravelerOrganization),
        "PNR_APPROVAL" => values.Text(EnvelopeSlot.ApproverOrganization),
        "AGENT_TASK_DETAILS" => values.Text(EnvelopeSlot.TaskOrganization) ?? values.Text(EnvelopeSlot.TaskTravelerOrganization),
        "SERVICE_CHARGE" => values.Text(EnvelopeSlot.ChargeOrganization),
        _ => null,
    };
}
