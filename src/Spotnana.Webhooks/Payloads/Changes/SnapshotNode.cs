using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Payloads.Changes;

/// <summary>A value of a snapshot, read so that two are compared at once, whatever the order of their members and elements.</summary>
internal sealed class SnapshotNode
{
    private const int LongestText = 64;

    private SnapshotNode(JsonElement value, string content) => (Value, Content) = (value, content);

    public JsonElement Value { get; }

    /// <summary>Equal for values that say the same, and for no others. Lists are compared as if they had no order.</summary>
    public string Content { get; }

    /// <summary>The members of an object, in their order. Null for anything else.</summary>
    public Dictionary<string, SnapshotNode>? Members { get; private init; }

    /// <summary>The elements of a list. Null for anything else.</summary>
    public SnapshotNode[]? Elements { get; private init; }

    /// <summary>What identifies it in a list, with the names of the members; empty where nothing does.</summary>
    public string Identity => field ??= ElementIdentity.Of(Members);

    /// <summary>Null: it has more values than that.</summary>
    public static SnapshotNode? TryRead(JsonElement value, int mostValues) => Read(value, depth: 0, ref mostValues);

    /// <summary>The value as it is written.</summary>
    public static string Raw(JsonElement value) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value));

    private static SnapshotNode? Read(JsonElement value, int depth, ref int left)
    {
        if (--left < 0)
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.Object when depth < EnvelopeReader.MaxDepth => ReadObject(value, depth, ref left),
            JsonValueKind.Array when depth < EnvelopeReader.MaxDepth => ReadList(value, depth, ref left),
            JsonValueKind.String => new SnapshotNode(value, Short("\"" + TextOf(value))),
            _ => new SnapshotNode(value, Short(Raw(value))),
        };
    }

    private static SnapshotNode? ReadObject(JsonElement value, int depth, ref int left)
    {
        var members = new Dictionary<string, SnapshotNode>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (Read(member.Value, depth + 1, ref left) is not { } node)
                return null;
            members[NameOf(member)] = node;
        }

        var parts = members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .SelectMany(member => new[] { member.Key, member.Value.Content });
        return new SnapshotNode(value, Digest('{', parts)) { Members = members };
    }

    private static SnapshotNode? ReadList(JsonElement value, int depth, ref int left)
    {
        var elements = new List<SnapshotNode>();
        foreach (var element in value.EnumerateArray())
        {
            if (Read(element, depth + 1, ref left) is not { } node)
                return null;
            elements.Add(node);
        }

        return new SnapshotNode(value, Digest('[', elements.Select(node => node.Content).Order(StringComparer.Ordinal)))
        {
            Elements = [.. elements],
        };
    }

    // Half of a surrogate pair is JSON but no text: such a text counts as it is written.
    private static string TextOf(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Raw(text);
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    private static string Short(string content) => content.Length <= LongestText ? content : Digest('#', [content]);

    // No text begins like a digest: texts begin with a quotation mark.
    private static string Digest(char kind, IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(MemoryMarshal.AsBytes(part.AsSpan()));
        }

        return kind + Convert.ToBase64String(hash.GetHashAndReset());
    }
}
