using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spotnana.Webhooks.Cli.Events;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>Bodies of test deliveries: a sample booking under numbers of this run.</summary>
internal sealed class TestBodies(TimeProvider clock)
{
    // The catch-all, so that whoever handles what is accepted creates, pays and cancels nothing by it
    private const string SampleName = "pnr-v3.booking-other-update.air";
    private const string RawMark = "certify raw value";

    private readonly JsonObject _plain = PlainJson.Of(JsonNode.Parse(SampleLibrary.Find(SampleName)!.Body)!.AsObject());

    // Bookings of four leading zeros, which Spotnana's numbers do not have
    private readonly string _bookings = "0000" + RandomNumberGenerator.GetString("0123456789", 4);

    /// <summary>A compact body that survives being read and written again.</summary>
    /// <param name="booking">Which of the run's bookings, 0 to 99.</param>
    /// <param name="version">The booking's version.</param>
    /// <param name="change">What else is to be different.</param>
    public byte[] Plain(int booking = 0, int version = 1, Action<JsonObject>? change = null) => Encoding.UTF8.GetBytes(Envelope(booking, version, change).ToJsonString());

    /// <summary>The same with a text or number written exactly so, which decoding would lose.</summary>
    public byte[] WithRaw(string json, params string[] path)
    {
        var text = Envelope(0, 1, root => Set(root, path)).ToJsonString();
        return Encoding.UTF8.GetBytes(text.Replace($"\"{RawMark}\"", json, StringComparison.Ordinal));
    }

    public byte[] Indented()
    {
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, IndentSize = 3, NewLine = "\r\n" }))
            Envelope(0, 1, change: null).WriteTo(writer);
        buffer.Write("\n\t \n"u8);
        return buffer.ToArray();
    }

    public byte[] Reversed() => Encoding.UTF8.GetBytes(Reversed(Envelope(0, 1, change: null)).ToJsonString());

    /// <summary>A booking with so long a history that the body reaches a size.</summary>
    public byte[] OfSize(int bytes)
    {
        var entry = _plain["payload"]!["bookingHistory"]![0]!.ToJsonString();
        var entries = Enumerable.Repeat(entry, bytes / (entry.Length + 1));
        var body = WithRaw($"[{string.Join(',', entries)}]", "payload", "bookingHistory");
        var fewer = (body.Length - bytes + entry.Length) / (entry.Length + 1);
        return fewer <= 0 ? body : WithRaw($"[{string.Join(',', entries.Skip(fewer))}]", "payload", "bookingHistory");
    }

    private JsonObject Envelope(int booking, int version, Action<JsonObject>? change)
    {
        var root = _plain.DeepClone().AsObject();
        var payload = root["payload"]!.AsObject();
        root["timestamp"] = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        payload["pnrId"] = $"{_bookings}{booking:00}";
        payload["version"] = version;
        change?.Invoke(root);
        return root;
    }

    private static void Set(JsonObject root, string[] path)
    {
        JsonNode node = root;
        foreach (var name in path[..^1])
            node = node[name]!;
        node[path[^1]] = RawMark;
    }

    private static JsonObject Reversed(JsonObject source) =>
        new(source.Reverse().Select(property => KeyValuePair.Create(property.Key, property.Value is JsonObject item ? Reversed(item) : property.Value?.DeepClone())));
}
