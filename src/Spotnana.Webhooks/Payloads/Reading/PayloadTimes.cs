using System.Globalization;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Payloads.Reading;

/// <summary>Reads times, leniently: what is no time is none, as Spotnana's forms of times are open.</summary>
internal static class PayloadTimes
{
    private const int DayLength = 10;
    private const int MinutesLength = 16;

    public static DateTimeOffset? Instant(string text) =>
        EnvelopeTime.Parse(text) ?? (Day(text) is { } day && text.Length == DayLength
            ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : null);

    public static DateTime? Clock(string text) =>
        Instant(WithoutZone(text)) is { } time ? DateTime.SpecifyKind(time.UtcDateTime, DateTimeKind.Unspecified) : null;

    public static DateOnly? Day(string text) =>
        text.Length >= DayLength
        && DateOnly.TryParseExact(text.AsSpan(0, DayLength), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    private static string WithoutZone(string text)
    {
        if (text.Length <= MinutesLength)
            return text;
        var zone = text.AsSpan(MinutesLength).IndexOfAny("Zz+-");
        return zone < 0 ? text : text[..(MinutesLength + zone)];
    }
}
