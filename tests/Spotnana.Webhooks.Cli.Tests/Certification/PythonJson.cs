using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>A body as Python writes it by <c>json.dumps(json.loads(body))</c>.</summary>
internal static class PythonJson
{
    public static byte[] WrittenAgain(byte[] body) => Encoding.ASCII.GetBytes(Written(JsonNode.Parse(body)));

    private static string Written(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject item => $"{{{string.Join(", ", item.Select(property => $"{Text(property.Key)}: {Written(property.Value)}"))}}}",
        JsonArray list => $"[{string.Join(", ", list.Select(Written))}]",
        _ when node.GetValueKind() is JsonValueKind.String => Text(node.GetValue<string>()),
        _ when node.ToJsonString() is var number && number.Contains('.') =>
            node.GetValue<double>().ToString("0.0##", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };

    private static string Text(string text) =>
        $"\"{string.Concat(text.Select(unit => unit is < ' ' or > '~' ? $"\\u{(int)unit:x4}" : unit is '"' or '\\' ? $"\\{unit}" : unit.ToString()))}\"";
}
