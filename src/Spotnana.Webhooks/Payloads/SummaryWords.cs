using System.Globalization;
using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Payloads;

/// <summary>Words, times and amounts as summaries write them.</summary>
internal static class SummaryWords
{
    /// <summary><c>FLIGHT_SEAT_CHANGED</c> becomes <c>Flight seat changed</c>.</summary>
    public static string Of(string name) => name.Length == 0 ? "" : name[..1] + Lower(name[1..]);

    /// <summary><c>CONFIRMED_STATUS</c> becomes <c>confirmed</c>.</summary>
    public static string? OfStatus(string? status) => status is null
        ? null
        : Lower(status.EndsWith("_STATUS", StringComparison.Ordinal) ? status[..^"_STATUS".Length] : status);

    /// <summary>The head and what is known of the rest: <c>Ticketed: a, b</c>.</summary>
    public static string Line(string head, params string?[] rest)
    {
        var known = string.Join(", ", rest.Where(part => !string.IsNullOrEmpty(part)));
        return known.Length == 0 ? head : $"{head}: {known}";
    }

    public static string? Count(int count, string one, string many) => count switch
    {
        0 => null,
        1 => $"1 {one}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} {many}"),
    };

    public static string? Day(DateOnly? day) => day?.ToString("d MMM", CultureInfo.InvariantCulture);

    public static string? Day(LocalTime? time) => time?.Clock.ToString("d MMM", CultureInfo.InvariantCulture);

    public static string? Clock(LocalTime? time) => time?.Clock.ToString("d MMM HH:mm", CultureInfo.InvariantCulture);

    public static string? Instant(DateTimeOffset? time) => time?.UtcDateTime.ToString("d MMM HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary><c>a → b</c>; one alone, or nothing.</summary>
    public static string? Way(string? from, string? to) => (from, to) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) => $"{from} → {to}",
        _ => string.IsNullOrEmpty(from) ? to : from,
    };

    public static string Join(params string?[] parts) => string.Join(' ', parts.Where(part => !string.IsNullOrEmpty(part)));

    private static string Lower(string name) => name.Replace('_', ' ').ToLowerInvariant();
}
