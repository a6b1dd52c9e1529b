using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Benchmarks.Load.Traffic;

/// <summary>
/// An event of a given size, made from the ticketed flight: what differs from one event to the next is written over fixed places of it, so
/// that nothing is built while a load runs.
/// </summary>
internal sealed class EventTemplate
{
    private const string Subject = "6100000000";
    private const string Version = "1000000";
    private const string Timestamp = "2026-08-03T00:00:00.000Z";

    private static readonly DateTime _first = new(2026, 8, 3, 0, 0, 0, DateTimeKind.Utc);
    private static readonly JsonSerializerOptions _compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly int _subjects;
    private readonly int _subjectAt;
    private readonly int _versionAt;
    private readonly int _timestampAt;

    /// <param name="kilobytes">2, 25 or 100, as far as the flight allows.</param>
    /// <param name="subjects">How many bookings there are.</param>
    public EventTemplate(int kilobytes, int subjects)
    {
        _subjects = subjects;
        var envelope = JsonNode.Parse(Body.Read())!.AsObject();
        var payload = envelope["payload"]!.AsObject();
        payload["pnrId"] = Subject;
        payload["version"] = int.Parse(Version, CultureInfo.InvariantCulture);
        envelope["timestamp"] = Timestamp;
        Resize(envelope, payload, kilobytes * 1000);

        var text = envelope.ToJsonString(_compact);
        Bytes = Encoding.UTF8.GetBytes(text);
        _subjectAt = Place($"\"pnrId\":\"{Subject}");
        _versionAt = Place($"\"version\":{Version}");
        _timestampAt = Place($"\"timestamp\":\"{Timestamp}");

        int Place(string unique)
        {
            var end = Bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(unique)) + unique.Length;
            return end - unique.Split(':', 2)[1].Trim('"').Length;
        }
    }

    public byte[] Bytes { get; }

    /// <summary>Makes the n-th event of a run from a copy of <see cref="Bytes"/>: the bookings take turns, versions grow.</summary>
    public void Write(Span<byte> body, long number)
    {
        (6_100_000_000 + number % _subjects).TryFormat(body[_subjectAt..], out _, default, CultureInfo.InvariantCulture);
        (1_000_000 + number / _subjects).TryFormat(body[_versionAt..], out _, default, CultureInfo.InvariantCulture);
        _first.AddMilliseconds(number).TryFormat(
            body[_timestampAt..], out _, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
    }

    private static void Resize(JsonObject envelope, JsonObject payload, int bytes)
    {
        foreach (var name in payload.Select(member => member.Key).Reverse().ToList())
        {
            if (Size(envelope) <= bytes * 1.05)
                break;
            if (name is not ("pnrId" or "version" or "sourceInfo"))
                payload.Remove(name);
        }

        // What is too short gets earlier states of the booking, with other digits, as no real event repeats itself word for word.
        var random = new Random(1);
        var earlier = payload.Where(member => member.Key is not ("pnrId" or "version"))
            .Select(member => (member.Key, member.Value)).ToList();
        var states = new JsonArray();
        for (var next = 0; Size(envelope) + Size(states) < bytes * 0.97; next++)
        {
            var (name, value) = earlier[next % earlier.Count];
            states.Add(new JsonObject { [name] = WithOtherDigits(value, random) });
        }

        if (states.Count > 0)
            payload["earlierStates"] = states;
    }

    private static int Size(JsonNode node) => Encoding.UTF8.GetByteCount(node.ToJsonString(_compact));

    private static JsonNode? WithOtherDigits(JsonNode? node, Random random) => node switch
    {
        JsonObject members => new JsonObject(
            members.Select(member => KeyValuePair.Create(member.Key, WithOtherDigits(member.Value, random)))),
        JsonArray items => new JsonArray([.. items.Select(item => WithOtherDigits(item, random))]),
        JsonValue value when value.TryGetValue<string>(out var text) =>
            string.Concat(text.Select(letter => char.IsAsciiDigit(letter) ? (char)('0' + random.Next(10)) : letter)),
        _ => node?.DeepClone(),
    };
}
