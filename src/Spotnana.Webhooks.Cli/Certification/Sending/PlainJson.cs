using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>
/// A sample in a form that survives being read and written again by usual code of any language: names in alphabetical order, ASCII that
/// nobody escapes,
/// whole numbers, nothing empty. So a receiver that does not keep the raw body fails the checks for that, and no others.
/// </summary>
internal static class PlainJson
{
    public static JsonObject Of(JsonObject source)
    {
        var plain = new JsonObject();
        foreach (var (name, value) in source.OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            if (Of(value) is { } kept)
                plain.Add(name, kept);
        }

        return plain;
    }

    // Null: left out. Spotnana's fields are optional, and a changed value could be read for what it is not
    private static JsonNode? Of(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } item => Of(item) is { Count: > 0 } plain ? plain : null,
        JsonArray { Count: > 0 } list =>
            new JsonArray([.. list.Select(item => Of(item)).OfType<JsonNode>()]) is { Count: > 0 } plain ? plain : null,
        JsonValue value => Of(value),
        _ => null,
    };

    private static JsonNode? Of(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => value.DeepClone(),
        JsonValueKind.Number =>
            JsonValue.Create((long)decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)),
        JsonValueKind.String when IsPlain(value.GetValue<string>()) => value.DeepClone(),
        _ => null,
    };

    private static bool IsPlain(string text) =>
        text.All(character => char.IsAsciiLetterOrDigit(character) || " -_.,:;()@#=*%$".Contains(character, StringComparison.Ordinal));
}
