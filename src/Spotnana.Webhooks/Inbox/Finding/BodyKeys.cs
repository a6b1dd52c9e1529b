using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Inbox.Finding;

/// <summary>
/// Reads the keys out of a body, in one pass. What it does not know, it passes over; where a body is no JSON any more, it ends.
/// </summary>
internal ref struct BodyKeys
{
    private const int Deepest = EnvelopeReader.MaxDepth;
    private const int LongestName = 64;

    private readonly HashSet<string> _keys;
    private readonly int _most;
    private Utf8JsonReader _reader;

    private BodyKeys(ReadOnlySpan<byte> body, HashSet<string> keys, int most)
    {
        (_keys, _most) = (keys, most);
        _reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Deepest });
    }

    /// <summary>Adds the keys of a body.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="keys">Takes them.</param>
    /// <param name="most">How many it may hold then.</param>
    public static void AddTo(HashSet<string> keys, ReadOnlySpan<byte> body, int most)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body["\uFEFF"u8.Length..];
        try
        {
            new BodyKeys(body, keys, most).Read();
        }
        catch (JsonException)
        {
            // it is kept as a dead letter, and found by what was read
        }
    }

    private void Read()
    {
        // Of each object or array that is open, by its depth: its own role. An array's is that of its elements, too.
        Span<MemberRole> roles = stackalloc MemberRole[Deepest + 2];
        Span<bool> areArrays = stackalloc bool[Deepest + 2];
        var named = MemberRole.Other;
        while (_keys.Count < _most && _reader.Read())
        {
            var depth = _reader.CurrentDepth;
            switch (_reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    named = RoleOfName();
                    if (named == MemberRole.Others)
                        _reader.Skip();
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    // The token's own depth is that of what it stands in.
                    roles[depth + 1] = RoleHere(depth, roles, areArrays, named);
                    areArrays[depth + 1] = _reader.TokenType == JsonTokenType.StartArray;
                    break;
                case JsonTokenType.String or JsonTokenType.Number:
                    if (RoleHere(depth, roles, areArrays, named) is MemberRole.Key or MemberRole.Traveler)
                        Add();
                    break;
            }
        }
    }

    private static MemberRole RoleHere(int depth, ReadOnlySpan<MemberRole> roles, ReadOnlySpan<bool> areArrays, MemberRole named) =>
        areArrays[depth] ? roles[depth] : (named, roles[depth]) switch
        {
            (MemberRole.Id, MemberRole.Traveler) => MemberRole.Traveler, // perhaps within another object
            (MemberRole.Email, MemberRole.Profile) => MemberRole.Key,
            _ => named,
        };

    private readonly MemberRole RoleOfName()
    {
        if (!_reader.ValueIsEscaped)
            return MemberRoles.Of(_reader.ValueSpan);
        if (_reader.ValueSpan.Length > LongestName * 6) // \u0061
            return MemberRole.Other;
        Span<byte> name = stackalloc byte[LongestName * 6];
        return TryCopy(name, out var length) ? MemberRoles.Of(name[..length]) : MemberRole.Other;
    }

    private readonly void Add()
    {
        var length = _reader.ValueSpan.Length;
        if (length > DeliveryKeys.LongestBytes)
            return;
        Span<byte> text = stackalloc byte[DeliveryKeys.LongestBytes];
        if (_reader.TokenType == JsonTokenType.Number)
            _reader.ValueSpan.CopyTo(text);
        else if (!TryCopy(text, out length))
            return;
        if (DeliveryKeys.Normalize(Encoding.UTF8.GetString(text[..length])) is { } key)
            _keys.Add(key);
    }

    /// <returns>False: it is no text, as half of a character is missing.</returns>
    private readonly bool TryCopy(Span<byte> into, out int length)
    {
        try
        {
            length = _reader.CopyString(into);
            return true;
        }
        catch (InvalidOperationException)
        {
            length = 0;
            return false;
        }
    }
}
