using System.Globalization;

namespace Spotnana.Webhooks.Payloads.Changes;

/// <summary>A place in both snapshots. It becomes text only where something changed: names may be long, and places deep.</summary>
internal sealed class ChangePlace
{
    private readonly ChangePlace? _parent;
    private readonly string _now;
    private readonly string _before;

    private ChangePlace(ChangePlace? parent, string before, string now)
    {
        (_parent, _before, _now) = (parent, before, now);
        Length = (parent?.Length ?? 0) + before.Length + now.Length + 2;
    }

    public static ChangePlace Root { get; } = new(null, "", "");

    /// <summary>About how long both pointers are together.</summary>
    public long Length { get; }

    public ChangePlace Member(string name)
    {
        var token = name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        return new ChangePlace(this, token, token);
    }

    public ChangePlace Element(int before, int now) => new(this, Token(before), Token(now));

    public ChangePlace NewElement(int now) => new(this, "-", Token(now));

    public string PointerNow() => Pointer(static place => place._now);

    public string PointerBefore() => Pointer(static place => place._before);

    private static string Token(int index) => index.ToString(CultureInfo.InvariantCulture);

    private string Pointer(Func<ChangePlace, string> token)
    {
        var tokens = new Stack<string>();
        for (var place = this; place._parent is not null; place = place._parent)
            tokens.Push(token(place));
        return tokens.Count == 0 ? "" : "/" + string.Join('/', tokens);
    }
}
