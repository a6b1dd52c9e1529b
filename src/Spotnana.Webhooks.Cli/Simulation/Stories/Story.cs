using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Tells one lifecycle, event by event: each is a sample with the names, version and times of this story.</summary>
internal sealed class Story(StoryNames names, Random random, ICollection<SimulatedEvent> events)
{
    private const int MaxJitterMilliseconds = 60_000;

    private static readonly JsonWriterOptions _compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private DateTimeOffset _last;

    public StoryNames Names => names;

    /// <summary>A number from 0 on, below <paramref name="choices"/>.</summary>
    public int Pick(int choices) => random.Next(choices);

    /// <summary>An event of a booking, made of a sample of that booking.</summary>
    /// <param name="booking">Which booking.</param>
    /// <param name="sampleName">The sample.</param>
    /// <param name="operation">Where it is another than the sample's.</param>
    /// <param name="edit">Changes the payload.</param>
    /// <param name="tickets">For the operation summary: its list, and the samples' names of the tickets.</param>
    /// <param name="moment">Where the event stands in the life of the samples' booking, if not where the sample stands.</param>
    /// <param name="sameVersion">The booking did not change: a second event about the same version.</param>
    /// <returns>How far the booking has come now.</returns>
    public BookingState Tell(
        Booking booking, string sampleName, string? operation = null, Action<JsonObject>? edit = null,
        (string List, string[] Tickets)? tickets = null, Moment? moment = null, bool sameVersion = false)
    {
        var sample = SampleText.Of(sampleName).Envelope;
        var then = moment ?? Moment.Of(sample);
        var at = Advance(then.At, booking.Names.Cast.Days);
        var state = booking.State = booking.State is { } before
            ? before.Next(then, at, sameVersion)
            : BookingState.First(then, at, booking.Before);
        Add(sampleName, booking.Names, operation ?? NameOf(sample.Operation), $"pnr/{booking.Id}", state.Version, at, envelope =>
        {
            if (operation is not null || tickets is not null)
                envelope["operationSummary"] = Summary(
                    tickets is var (list, named) ? (list, named.Select(ticket => booking.Names[ticket])) : null);
            var payload = envelope.Part("payload");
            state.Fit(payload, booking.SampleId, booking.Names.Cast.Days);
            edit?.Invoke(payload);
        });
        return state;
    }

    /// <summary>An event of anything else.</summary>
    /// <param name="sampleName">The sample.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="edit">Changes the payload, to the time of the event.</param>
    /// <returns>When it happens.</returns>
    public DateTimeOffset Tell(string sampleName, string subject, Action<JsonObject, DateTimeOffset>? edit = null)
    {
        var sample = SampleText.Of(sampleName).Envelope;
        var at = Advance(sample.OccurredAt!.Value, names.Cast.Days);
        Add(
            sampleName, names, NameOf(sample.Operation), subject, version: null, at,
            envelope => edit?.Invoke(envelope.Part("payload"), at));
        return at;
    }

    /// <summary>An event as a later version of Spotnana may send it, with a name that this version does not know.</summary>
    public void TellUnknown(string sampleName, string? eventType, string? operation)
    {
        var sample = SampleText.Of(sampleName).Envelope;
        var at = Advance(sample.OccurredAt!.Value, names.Cast.Days);
        var id = sample.Subject!.Value;
        var (subject, version) = eventType is null ? ($"{id.Kind}/{names[id.Id]}", (int?)sample.Version) : (null, null);
        Add(
            sampleName, names, operation ?? NameOf(sample.Operation), subject, version, at,
            envelope => envelope["addedLater"] = new JsonObject { ["hint"] = "a field that this version does not know" }, eventType);
    }

    private static string NameOf(Operation? operation) => operation?.Name ?? "";

    private void Add(
        string sampleName, StoryNames cast, string operation, string? subject, int? version, DateTimeOffset at, Action<JsonObject> edit,
        string? eventType = null)
    {
        var text = SampleText.Of(sampleName);
        eventType ??= text.Envelope.EventType.Name;
        events.Add(new SimulatedEvent(eventType, operation, names.Cast.Organization.Id, subject, version, at, () =>
        {
            var envelope = text.With(cast);
            envelope["event_type"] = eventType;
            envelope["operation"] = operation;
            envelope["timestamp"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            edit(envelope);
            return Bytes(envelope);
        }));
    }

    // As far after the sample's first day as in the samples, but always after the story's event before
    private DateTimeOffset Advance(DateTimeOffset inSample, int days)
    {
        var planned = inSample.AddDays(days).AddMilliseconds(random.Next(MaxJitterMilliseconds));
        var earliest = _last.AddMilliseconds(random.Next(MaxJitterMilliseconds, 30 * MaxJitterMilliseconds));
        return _last = planned > earliest ? planned : earliest;
    }

    private static JsonObject Summary((string List, IEnumerable<string> Tickets)? tickets)
    {
        var summary = new JsonObject
        {
            ["ticketsIssued"] = new JsonArray(),
            ["ticketsVoided"] = new JsonArray(),
            ["ticketsRefunded"] = new JsonArray(),
        };
        if (tickets is var (list, numbers))
            summary[list] = new JsonArray([.. numbers.Select(number => JsonValue.Create(number))]);
        return summary;
    }

    private static byte[] Bytes(JsonObject envelope)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, _compact))
            envelope.WriteTo(writer);
        return bytes.ToArray();
    }
}
