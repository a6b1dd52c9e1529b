using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>Bodies of test deliveries: a sample booking under numbers of this run.</summary>
internal sealed partial class TestBodies
{
    // The catch-all, so that whoever handles what is accepted creates, pays and cancels nothing by it
    private const string SampleName = "pnr-v3.booking-other-update.air";
    private const string RawMark = "certify raw value";

    private readonly TimeProvider _clock;

    // What begins with four zeros, as Spotnana's numbers do not
    private readonly string _own = "0000" + RandomNumberGenerator.GetString("0123456789", 4);
    private readonly string _sampleBooking;
    private readonly string _sample;

    public TestBodies(TimeProvider clock)
    {
        _clock = clock;
        var plain = PlainJson.Of(JsonNode.Parse(WebhookSample.Get(SampleName).Body.Span)!.AsObject());
        _sampleBooking = plain["payload"]!["pnrId"]!.GetValue<string>();

        // The organization stays: receivers route by it
        var organization = plain["audience"]!["organizationId"]!.GetValue<string>();
        _sample = Ids().Replace(
            plain.ToJsonString(), id => id.Value == organization || id.Value == _sampleBooking ? id.Value : Own(id.Value));
    }

    /// <summary>Written with a space after each comma and colon, as Python does. False: without, as most others do.</summary>
    public bool IsSpaced { get; set; }

    /// <summary>A body that survives being read and written again by a receiver that writes in that way.</summary>
    /// <param name="booking">Which of the run's bookings, 0 to 99.</param>
    /// <param name="version">The booking's version.</param>
    /// <param name="age">How long ago the event was.</param>
    /// <param name="change">What else is to be different.</param>
    public byte[] Plain(int booking = 0, int version = 1, TimeSpan age = default, Action<JsonObject>? change = null) =>
        Encoding.UTF8.GetBytes(Written(Envelope(booking, version, age, change)));

    /// <summary>The same with a text or number written exactly so, which decoding would lose.</summary>
    public byte[] WithRaw(string json, params string[] path)
    {
        var text = Written(Envelope(change: root => Set(root, path)));
        return Encoding.UTF8.GetBytes(text.Replace($"\"{RawMark}\"", json, StringComparison.Ordinal));
    }

    public byte[] Compact() => Encoding.UTF8.GetBytes(Envelope().ToJsonString());

    public byte[] Indented()
    {
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, IndentSize = 3, NewLine = "\r\n" }))
            Envelope().WriteTo(writer);
        buffer.Write("\n\t \n"u8);
        return buffer.ToArray();
    }

    public byte[] Reversed() => Encoding.UTF8.GetBytes(Written(Reversed(Envelope())));

    /// <summary>A booking whose history is so long that the body reaches a given size.</summary>
    public byte[] OfSize(int bytes)
    {
        var separator = IsSpaced ? ", " : ",";
        var entry = Written(JsonNode.Parse(_sample)!["payload"]!["bookingHistory"]![0]!);
        var entries = Enumerable.Repeat(entry, bytes / (entry.Length + separator.Length));
        var body = WithRaw($"[{string.Join(separator, entries)}]", "payload", "bookingHistory");
        var fewer = (body.Length - bytes + entry.Length) / (entry.Length + separator.Length);
        return fewer <= 0 ? body : WithRaw($"[{string.Join(separator, entries.Skip(fewer))}]", "payload", "bookingHistory");
    }

    private JsonObject Envelope(int booking = 0, int version = 1, TimeSpan age = default, Action<JsonObject>? change = null)
    {
        var number = $"{_own}{booking:00}";
        var root = JsonNode.Parse(_sample.Replace(_sampleBooking, number, StringComparison.Ordinal))!.AsObject();
        root["timestamp"] = (_clock.GetUtcNow() - age).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        root["payload"]!["version"] = version;
        change?.Invoke(root);
        return root;
    }

    // Of one length, so that one sample's ids stay different from each other
    private string Own(string id) =>
        string.Concat(_own.AsSpan(0, Math.Min(id.Length, _own.Length)), id.AsSpan(Math.Min(id.Length, _own.Length)));

    private string Written(JsonNode node) => !IsSpaced ? node.ToJsonString() : node switch
    {
        JsonObject item => $"{{{string.Join(", ", item.Select(property => $"\"{property.Key}\": {Written(property.Value!)}"))}}}",
        JsonArray list => $"[{string.Join(", ", list.Select(item => Written(item!)))}]",
        _ => node.ToJsonString(),
    };

    private static void Set(JsonObject root, string[] path)
    {
        JsonNode node = root;
        foreach (var name in path[..^1])
            node = node[name]!;
        node[path[^1]] = RawMark;
    }

    private static JsonObject Reversed(JsonObject source) =>
        new(source.Reverse().Select(property => KeyValuePair.Create(
            property.Key, property.Value is JsonObject item ? Reversed(item) : property.Value?.DeepClone())));

    // UUIDs, and in texts the numbers of bookings, trips and tickets and the years of invoices
    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=[\"_-])[0-9]{10,}|(?<=\"INV-)[0-9]{4}")]
    private static partial Regex Ids();
}
