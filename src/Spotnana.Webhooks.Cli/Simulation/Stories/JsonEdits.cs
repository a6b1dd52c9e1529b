using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Short methods for changing a sample. Where something expected is missing, that is a bug, and they throw.</summary>
internal static class JsonEdits
{
    public static JsonObject Part(this JsonNode node, string name) => node[name]!.AsObject();

    public static IEnumerable<JsonObject> Parts(this JsonNode node, string name) => node[name]!.AsArray().Select(item => item!.AsObject());

    /// <summary>Of a list that not every sample has.</summary>
    public static IEnumerable<JsonObject> PartsOrNone(this JsonObject node, string name) => node.ContainsKey(name) ? node.Parts(name) : [];

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();

    public static void Append(this JsonNode node, string list, JsonNode item) => node[list]!.AsArray().Add(item);

    public static JsonObject Copy(this JsonNode node) => node.DeepClone().AsObject();

    /// <summary>The amount of <c>{"amount":…}</c>.</summary>
    public static decimal Amount(this JsonNode money) => money["amount"]!.GetValue<decimal>();

    /// <summary>Base and tax of a fare.</summary>
    public static decimal Fare(this JsonNode fare) => fare.Part("base").Amount() + fare.Part("tax").Amount();

    public static void RemoveWhere(this JsonArray array, Func<JsonObject, bool> unwanted)
    {
        foreach (var item in array.Where(item => unwanted(item!.AsObject())).ToList())
            array.Remove(item);
    }
}
