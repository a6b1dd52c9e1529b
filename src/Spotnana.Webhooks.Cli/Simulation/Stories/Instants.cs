using System.Globalization;
using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>
/// Times as the payloads have them: <c>{"iso8601":…}</c>, some with a Z and some without, some a day only. All are UTC here.
/// </summary>
internal static class Instants
{
    private const string Day = "yyyy-MM-dd";
    private const string Local = "yyyy-MM-dd'T'HH:mm:ss";

    public static JsonObject Utc(DateTimeOffset at) => Format(at, Local + "'Z'");

    /// <summary>For tickets and transactions, which have no Z.</summary>
    public static JsonObject WithoutZone(DateTimeOffset at) => Format(at, Local);

    public static JsonObject DayOf(DateTimeOffset at) => Format(at, Day);

    /// <summary>Another time in the form of this one.</summary>
    public static JsonObject Like(JsonObject instant, DateTimeOffset at) =>
        Format(at, IsDay(instant) ? Day : instant.Text("iso8601").EndsWith('Z') ? Local + "'Z'" : Local);

    /// <summary>The time; of a day, its last second.</summary>
    public static DateTimeOffset Of(JsonObject instant)
    {
        var at = DateTimeOffset.Parse(instant.Text("iso8601"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return IsDay(instant) ? at.AddDays(1).AddSeconds(-1) : at;
    }

    private static bool IsDay(JsonObject instant) => instant.Text("iso8601").Length == Day.Length;

    private static JsonObject Format(DateTimeOffset at, string format) =>
        new() { ["iso8601"] = at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture) };
}
