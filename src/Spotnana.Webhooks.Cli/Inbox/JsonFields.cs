using System.Globalization;
using System.Text.Json;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>
/// Fields of an answer as they are shown. An answer comes from elsewhere: what is missing is null, and each text is one line.
/// </summary>
internal static class JsonFields
{
    public static string? Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? OneLine(value.GetString()!)
            : null;

    public static long? Number(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
            && json.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number)
            ? number
            : null;

    public static double? Fraction(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;

    public static bool Flag(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static JsonElement Part(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    public static IEnumerable<JsonElement> List(this JsonElement json, string name) =>
        json.Part(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>A time in UTC, to the second or, with <paramref name="fine"/>, to the millisecond.</summary>
    public static string? Time(this JsonElement json, string name, bool fine = false) =>
        json.Text(name) is { } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime.ToString(fine ? "yyyy-MM-dd HH:mm:ss.fff" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : null;

    /// <summary>A state, with the reason where there is one.</summary>
    public static string State(this JsonElement json) =>
        string.Join(' ', new[] { json.Text("state"), json.Text("reason") }.OfType<string>());

    /// <summary>Event type and operation, or what there is of them.</summary>
    public static string Event(this JsonElement json) =>
        json.Text("eventType") is { } type
            ? string.Join(' ', new[] { type, json.Text("operation") }.OfType<string>())
            : "(no readable envelope)";

    /// <summary>What the event says; null where that is no more than its operation, which stands beside it.</summary>
    public static string? Summary(this JsonElement json) =>
        json.Text("summary") is { } summary
            && !summary.Equals(json.Text("operation")?.Replace('_', ' '), StringComparison.OrdinalIgnoreCase)
            ? summary
            : null;

    // Within a line, and in one column of it. What else could disturb a terminal is made visible where it is printed.
    private static string OneLine(string text) =>
        text.IndexOfAny(['\n', '\t']) < 0 ? text : text.Replace('\n', ' ').Replace('\t', ' ');
}
