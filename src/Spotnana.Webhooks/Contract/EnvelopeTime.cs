using System.Buffers;
using System.Globalization;

namespace Spotnana.Webhooks.Contract;

/// <summary>Reads the envelope's <c>timestamp</c>, whose format Spotnana does not publish.</summary>
internal static class EnvelopeTime
{
    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789");

    /// <summary>
    /// Parses ISO 8601 with <c>T</c> or a space, optional seconds, a fraction of any length (Java writes nine digits; anything finer than
    /// 100 ns is dropped), and <c>Z</c>, an offset, or neither, which means UTC. Hour 24 is midnight of the next day. Also parses Unix time
    /// of 10 digits (seconds, with or without a fraction) or 13 (milliseconds).
    /// </summary>
    /// <returns>The time in UTC. Null for anything else, rather than a guess.</returns>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text)
    {
        if (text is [>= '1' and <= '9', ..] && TryNumber(text, out long unix))
        {
            return text.Length switch
            {
                10 => DateTimeOffset.FromUnixTimeSeconds(unix),
                13 => DateTimeOffset.FromUnixTimeMilliseconds(unix),
                _ => null,
            };
        }

        // As Jackson and Python write a time in seconds.
        if (text is [>= '1' and <= '9', _, _, _, _, _, _, _, _, _, '.', _, ..] && TryNumber(text[..10], out unix))
        {
            var behind = text[10..];
            return !behind[1..].ContainsAnyExcept(_digits) && TryFraction(ref behind, out var ticksOfSecond)
                ? DateTimeOffset.FromUnixTimeSeconds(unix).AddTicks(ticksOfSecond)
                : null;
        }

        if (text.Length < 16
            || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't' or ' ') || text[13] != ':'
            || !TryNumber(text[..4], out var year) || !TryNumber(text[5..7], out var month) || !TryNumber(text[8..10], out var day)
            || !TryNumber(text[11..13], out var hour) || !TryNumber(text[14..16], out var minute))
        {
            return null;
        }

        var rest = text[16..];
        if (!TrySeconds(ref rest, out var second, out var fraction) || !TryOffset(rest, out var offset))
            return null;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth((int)year, (int)month) || minute > 59 || second > 59)
            return null;
        if (hour > 24 || (hour == 24 && (minute > 0 || second > 0 || fraction > 0)))
            return null;

        var ticks = new DateTime((int)year, (int)month, (int)day).Ticks
            + (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond) + fraction
            - offset;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    // Takes ":ss" with or without a fraction, or nothing, and leaves the zone
    private static bool TrySeconds(ref ReadOnlySpan<char> text, out long second, out long fraction)
    {
        second = fraction = 0;
        if (text is not [':', ..])
            return true;
        if (text.Length < 3 || !TryNumber(text[1..3], out second))
            return false;
        text = text[3..];
        return TryFraction(ref text, out fraction);
    }

    // Takes a fraction of a second in units of 100 ns, or nothing
    private static bool TryFraction(ref ReadOnlySpan<char> text, out long fraction)
    {
        fraction = 0;
        if (text is not ['.' or ',', ..])
            return true;

        var end = text[1..].IndexOfAnyExcept(_digits);
        var digits = end < 0 ? text[1..] : text[1..(end + 1)];
        text = text[(digits.Length + 1)..];
        if (digits.IsEmpty)
            return false;
        for (var i = 0; i < 7; i++)
            fraction = (fraction * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        return true;
    }

    // Reads "Z", "+hh", "+hhmm", "+hh:mm" or nothing
    private static bool TryOffset(ReadOnlySpan<char> text, out long offset)
    {
        offset = 0;
        if (text is [] or ['Z' or 'z'])
            return true;
        if (text is not ['+' or '-', ..])
            return false;

        var behind = text[1..];
        var minutes = 0L;
        var read = behind.Length switch
        {
            2 => TryNumber(behind, out _),
            4 => TryNumber(behind[2..], out minutes),
            5 => behind[2] == ':' && TryNumber(behind[3..], out minutes),
            _ => false,
        };
        if (!read || !TryNumber(behind[..2], out var hours) || hours > 18 || minutes > 59)
            return false;
        offset = ((hours * 60) + minutes) * TimeSpan.TicksPerMinute * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
