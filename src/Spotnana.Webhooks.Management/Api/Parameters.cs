using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>
/// The query of a call, read strictly: a parameter that is unknown, repeated, empty or wrong is an error, because a redrive that ignored it
/// could reach further than intended. Only the first error is reported.
/// </summary>
internal sealed class Parameters(IQueryCollection query)
{
    private static readonly string[] _timeFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    private readonly List<string> _known = [];

    public string? Error { get; private set; }

    /// <summary>The parameter as it was given; null where it is missing or cannot be used.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        if (!query.TryGetValue(name, out var values))
            return null;
        if (values is [{ Length: > 0 } value])
            return value;
        Refuse(values.Count > 1
            ? $"The parameter {name} is given {values.Count} times. Give it once."
            : $"The parameter {name} has no value. Leave it out, or give it one.");
        return null;
    }

    /// <summary>The parsed parameter. Where it cannot be parsed, the error says what is allowed.</summary>
    public T? Value<T>(string name, Func<string, T?> parse, string allowed) where T : struct
    {
        if (Text(name) is not { } text)
            return null;
        var value = parse(text);
        if (value is null)
            Refuse($"The value of the parameter {name} cannot be used. Allowed: {allowed}.");
        return value;
    }

    public int? Number(string name, int from, int to) => Value<int>(
        name,
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to
            ? number : null,
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {from} to {to}"));

    public bool? Flag(string name) => Value<bool>(name, text => bool.TryParse(text, out var flag) ? flag : null, "true, false");

    public DateTimeOffset? Time(string name) => Value<DateTimeOffset>(
        name, ParseTime, "a time such as 2026-03-02T17:38:07Z, or a day such as 2026-03-02 (UTC); a plus sign is written %2B");

    public void Refuse(string error) => Error ??= error;

    /// <summary>Ends the reading: any parameter that was not asked for is an error. True where there is an error.</summary>
    public bool Fail([NotNullWhen(true)] out Reply? reply)
    {
        foreach (var name in query.Keys.Where(name => !_known.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            Refuse($"There is no parameter {(name.Length == 0 ? "without a name" : name)} here. "
                + $"Allowed: {(_known.Count == 0 ? "none" : string.Join(", ", _known))}.");
        }

        reply = Error is null ? null : Reply.Problem(StatusCodes.Status400BadRequest, Error);
        return reply is not null;
    }

    private static DateTimeOffset? ParseTime(string text) => DateTimeOffset.TryParseExact(
        text, _timeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null;
}
