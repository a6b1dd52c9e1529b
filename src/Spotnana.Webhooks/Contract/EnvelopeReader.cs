using System.Text.Json;
using System.Text.Unicode;

namespace Spotnana.Webhooks.Contract;

/// <summary>
/// Reads the <see cref="Envelope"/> from a body in one forward pass over the bytes, whatever the order of the properties, without
/// building a document.
/// </summary>
public static class EnvelopeReader
{
    /// <summary>The most levels of nested objects and arrays.</summary>
    public const int MaxDepth = 128;

    private static readonly JsonReaderOptions _strict = new()
    {
        MaxDepth = MaxDepth,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
    };

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
        var reader = new Utf8JsonReader(body, _strict);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return new(UnreadableReason.NotAnObject);
            if (!TryReadObject(ref reader, EnvelopeMap.Root, found))
                return new(UnreadableReason.RepeatedName);

            // Nothing but white space may follow: anything else throws
            reader.Read();
        }
        catch (JsonException)
        {
            return new(IsTooDeep(ref reader, body) ? UnreadableReason.TooDeep : UnreadableReason.NotJson);
        }

        var values = new EnvelopeValues(body, found);
        return Judge(ref values);
    }

    // Reads from "{" to "}". False when a known name is repeated.
    private static bool TryReadObject(ref Utf8JsonReader reader, EnvelopeProperty[] known, scoped Span<Range> found)
    {
        var seen = 0u;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = IndexOfName(ref reader, known);
            if (index < 0)
            {
                reader.Skip();
                continue;
            }

            if ((seen & (1u << index)) != 0)
                return false;
            seen |= 1u << index;
            reader.Read();
            if (!TryReadValue(ref reader, known[index], found))
                return false;
        }

        return true;
    }

    private static bool TryReadValue(ref Utf8JsonReader reader, EnvelopeProperty property, scoped Span<Range> found)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when property.TakesObject:
                return TryReadObject(ref reader, property.Children, found);

            case JsonTokenType.StartArray when property.TakesList:
                return TryReadList(ref reader, property.Children, found);

            case JsonTokenType.String when property.TakesText && reader.ValueSpan.Length > 0:
            case JsonTokenType.Number when property.TakesNumber:
            case not JsonTokenType.Null when property.TakesAnything:
                ref var slot = ref found[(int)property.Slot];
                if (slot.Equals(default)) // within a list the first value wins
                    slot = (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
                break;
        }

        reader.Skip();
        return true;
    }

    private static bool TryReadList(ref Utf8JsonReader reader, EnvelopeProperty[] known, scoped Span<Range> found)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                reader.Skip();
            else if (!TryReadObject(ref reader, known, found))
                return false;
        }

        return true;
    }

    private static int IndexOfName(ref Utf8JsonReader reader, EnvelopeProperty[] known)
    {
        if (reader.ValueIsEscaped && JsonEscapes.HasLoneSurrogate(reader.ValueSpan))
            return -1;
        for (var i = 0; i < known.Length; i++)
        {
            if (reader.ValueTextEquals(known[i].Name))
                return i;
        }

        return -1;
    }

    // Apart from the exception's message, the only sign is that the reader stopped at an opening bracket with all levels in use
    private static bool IsTooDeep(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var depth = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
        return depth == MaxDepth && body[(int)reader.BytesConsumed..] is [(byte)'{' or (byte)'[', ..];
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
