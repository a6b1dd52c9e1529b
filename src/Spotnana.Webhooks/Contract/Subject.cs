using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Contract;

/// <summary>
/// The booking, trip or other thing that an event is about. Its text, for example <c>pnr/6104417720</c>, names the lane in which order is
/// kept.
/// </summary>
/// <param name="Kind">One of <c>pnr</c>, <c>trip</c>, <c>traveler</c>, <c>task</c>, <c>charge</c>.</param>
/// <param name="Id">Spotnana's id, as received.</param>
public readonly record struct Subject(string Kind, string Id)
{
    private const string TravelerKind = "traveler";

    private static readonly string[] _kinds = ["pnr", "trip", TravelerKind, "task", "charge"];

    /// <summary>All kinds: <c>pnr</c>, <c>trip</c>, <c>traveler</c>, <c>task</c>, <c>charge</c>.</summary>
    public static IReadOnlyList<string> Kinds => _kinds;

    /// <summary>A booking, by its <c>pnrId</c>.</summary>
    public static Subject Pnr(string id) => new("pnr", id);

    /// <summary>A trip, by its <c>tripId</c>.</summary>
    public static Subject Trip(string id) => new("trip", id);

    /// <summary>A traveler, by the profile's <c>id</c>.</summary>
    public static Subject Traveler(string id) => new(TravelerKind, id);

    /// <summary>A travel agent's task, by its <c>id</c>.</summary>
    public static Subject Task(string id) => new("task", id);

    /// <summary>A service charge, by its <c>chargeId</c>.</summary>
    public static Subject Charge(string id) => new("charge", id);

    /// <summary>
    /// The subjects that somebody can mean by a text: where it begins with a kind and a slash only that one, else one of each kind as well.
    /// </summary>
    public static IReadOnlyList<string> Meanings(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Array.Exists(_kinds, kind => text.StartsWith(kind + "/", StringComparison.Ordinal))
            ? [text]
            : [text, .. _kinds.Select(kind => new Subject(kind, text).ToString())];
    }

    /// <summary>
    /// Kind and id, separated by a slash. An id of more than 200 characters, or with control characters, is replaced by
    /// <c>sha256:</c> and the 64 lower-case hexadecimal digits of the SHA-256 of its UTF-8 bytes. Empty for <c>default</c>.
    /// </summary>
    public override string ToString() =>
        Kind is null || Id is null ? "" : $"{Kind}/{(RoutingText.IsPlain(Id) ? Id : HashOf(Id))}";

    /// <summary>Whether a text is one of the kinds, in lower case.</summary>
    internal static bool IsKind(ReadOnlySpan<char> text)
    {
        foreach (var kind in _kinds)
        {
            if (text.SequenceEqual(kind))
                return true;
        }

        return false;
    }

    /// <summary>The id of the traveler that a subject is about. Null: it is about something else.</summary>
    internal static string? TravelerIn(string subject) =>
        subject.StartsWith($"{TravelerKind}/", StringComparison.OrdinalIgnoreCase) ? subject[(TravelerKind.Length + 1)..] : null;

    private static string HashOf(string id) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
