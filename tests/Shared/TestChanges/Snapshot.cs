using System.Text.Json;
using System.Text.Json.Nodes;
using Spotnana.Webhooks.Payloads.Changes;

namespace Spotnana.Webhooks.TestChanges;

/// <summary>What the changes of a diff promise, done by hand.</summary>
internal static class Snapshot
{
    /// <summary>Applies changes to the older snapshot, as <see cref="SnapshotDiff"/> says.</summary>
    public static string Apply(JsonElement older, IReadOnlyList<FieldChange> changes)
    {
        var root = new JsonObject { ["root"] = NodeOf(older) };
        foreach (var change in changes.Where(change => change.Now is not null))
            Put(root, Tokens(change), NodeOf(change.Now!.Value));
        foreach (var change in changes.Where(change => change.Now is null).Reverse())
            Remove(root, Tokens(change));
        return Sorted(root["root"]);
    }

    /// <summary>The same text for snapshots that are equal up to the order of members and of lists.</summary>
    public static string Sorted(JsonElement value) => Sorted(NodeOf(value));

    /// <summary>What stands at a pointer. Null: nothing.</summary>
    public static JsonElement? At(JsonElement value, string pointer)
    {
        foreach (var token in pointer.Split('/').Skip(1).Select(Unescaped))
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                if (token == "-")
                    return null;
                value = value[int.Parse(token)];
            }
            else if (value.TryGetProperty(token, out var member))
            {
                value = member;
            }
            else
            {
                return null;
            }
        }

        return value;
    }

    private static string Unescaped(string token) => token.Replace("~1", "/").Replace("~0", "~");

    private static JsonNode? NodeOf(JsonElement value) => JsonNode.Parse(value.GetRawText());

    private static string Sorted(JsonNode? node) => node switch
    {
        null => "null",
        JsonArray list => $"[{string.Join(',', list.Select(Sorted).Order(StringComparer.Ordinal))}]",
        JsonObject members => $"{{{string.Join(',', members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{JsonSerializer.Serialize(member.Key)}:{Sorted(member.Value)}"))}}}",
        JsonValue text when text.TryGetValue<string>(out var value) => JsonSerializer.Serialize(value),
        _ => node.ToJsonString(),
    };

    private static string[] Tokens(FieldChange change) =>
        [.. ("/root" + change.PathBefore).Split('/').Skip(1).Select(Unescaped)];

    private static JsonNode ParentOf(JsonNode root, string[] tokens) => tokens[..^1].Aggregate(
        root, (node, token) => node is JsonArray list ? list[int.Parse(token)]! : node[token]!);

    private static void Put(JsonNode root, string[] tokens, JsonNode? value)
    {
        switch (ParentOf(root, tokens))
        {
            case JsonArray list when tokens[^1] == "-":
                list.Add(value);
                break;
            case JsonArray list:
                list[int.Parse(tokens[^1])] = value;
                break;
            case var members:
                members[tokens[^1]] = value;
                break;
        }
    }

    private static void Remove(JsonNode root, string[] tokens)
    {
        if (ParentOf(root, tokens) is JsonArray list)
            list.RemoveAt(int.Parse(tokens[^1]));
        else
            Xunit.Assert.True(ParentOf(root, tokens).AsObject().Remove(tokens[^1]));
    }
}
