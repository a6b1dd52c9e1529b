using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Spotnana.Webhooks.Payloads.Reading;

/// <summary>
/// A value in a payload, or nothing: what is absent and what is null are the same, and so is an empty text. Members that no view reads
/// are never looked at.
/// </summary>
internal readonly struct Node
{
    private readonly JsonElement _element;

    public Node(JsonElement element) => _element = element.ValueKind == JsonValueKind.Null ? default : element;

    public bool IsAbsent => _element.ValueKind == JsonValueKind.Undefined;

    public bool IsObject => _element.ValueKind == JsonValueKind.Object;

    /// <summary>A member of an object.</summary>
    /// <exception cref="MisfitException">This is something else than an object.</exception>
    public Node this[ReadOnlySpan<byte> name] => _element.ValueKind switch
    {
        JsonValueKind.Undefined => default,
        JsonValueKind.Object => _element.TryGetProperty(name, out var member) ? new Node(member) : default,
        _ => throw new MisfitException(_element, "an object"),
    };

    /// <summary>The elements of an array, those that are null left out.</summary>
    public List<Node> Elements
    {
        get
        {
            if (IsAbsent)
                return [];
            if (_element.ValueKind != JsonValueKind.Array)
                throw new MisfitException(_element, "an array");
            var elements = new List<Node>(_element.GetArrayLength());
            foreach (var element in _element.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.Null)
                    elements.Add(new Node(element));
            }

            return elements;
        }
    }

    /// <summary>A text; a number as it is written.</summary>
    public string? Text => _element.ValueKind switch
    {
        JsonValueKind.Undefined => null,
        JsonValueKind.String => TextOf(_element) is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => _element.GetRawText(),
        _ => throw new MisfitException(_element, "a text"),
    };

    /// <summary>An id, which Spotnana writes as a text or as <c>{"id":…}</c>.</summary>
    public string? Id => _element.ValueKind == JsonValueKind.Object ? this["id"u8].Id : Text;

    public decimal? Number => _element.ValueKind switch
    {
        JsonValueKind.Undefined => null,
        JsonValueKind.Number when _element.TryGetDecimal(out var number) => number,
        JsonValueKind.String when decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        JsonValueKind.String when Text is null => null,
        _ => throw new MisfitException(_element, "a number"),
    };

    public long? Integer => Number is { } number
        ? number == Math.Truncate(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : throw new MisfitException(_element, "a whole number")
        : null;

    /// <summary>A place in a list: the index of an element.</summary>
    public int? Index => Integer is { } index ? index is >= 0 and <= int.MaxValue ? (int)index : -1 : null;

    public bool? Flag => _element.ValueKind switch
    {
        JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(Text, out var flag) => flag,
        JsonValueKind.String => null,
        _ => throw new MisfitException(_element, "true or false"),
    };

    /// <summary>A time with a zone; without one it is UTC. Null where the text is no time.</summary>
    public DateTimeOffset? Instant => TimeText is { } text ? PayloadTimes.Instant(text) : null;

    /// <summary>A time on a clock at a place. A zone that is there all the same is left out. Null where the text is no time.</summary>
    public DateTime? Clock => TimeText is { } text ? PayloadTimes.Clock(text) : null;

    /// <summary>A day. Null where the text is none.</summary>
    public DateOnly? Day => TimeText is { } text ? PayloadTimes.Day(text) : null;

    /// <summary>A duration, <c>PT2H</c>. Null where the text is none.</summary>
    public TimeSpan? Duration
    {
        get
        {
            try
            {
                return TimeText is { } text ? XmlConvert.ToTimeSpan(text) : null;
            }
            catch (Exception failure) when (failure is FormatException or OverflowException)
            {
                return null;
            }
        }
    }

    // Times are objects with a text; a text alone is one too.
    private string? TimeText => _element.ValueKind == JsonValueKind.Object ? this["iso8601"u8].Text : Text;

    /// <summary>Reads the elements of an array, those for which there is nothing left out.</summary>
    public IReadOnlyList<T> List<T>(Func<Node, T?> read)
        where T : class
    {
        if (IsAbsent)
            return [];
        var elements = Elements;
        var list = new List<T>(elements.Count);
        foreach (var element in elements)
        {
            if (read(element) is { } value)
                list.Add(value);
        }

        return list;
    }

    public IReadOnlyList<string> Texts() => List(element => element.Text);

    private static string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return element.GetRawText().Trim('"'); // half of a surrogate pair, which no text can hold
        }
    }
}
