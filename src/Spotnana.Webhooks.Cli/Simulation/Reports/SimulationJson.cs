using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotnana.Webhooks.Cli.Simulation.Reports;

/// <summary>Every property is there, null or not: scripts count on it.</summary>
[JsonSerializable(typeof(SimulationReport))]
internal sealed partial class SimulationJson : JsonSerializerContext
{
    public static SimulationJson Lines { get; } = new(OptionsOf(indented: false));

    public static SimulationJson Indented { get; } = new(OptionsOf(indented: true));

    private static JsonSerializerOptions OptionsOf(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DictionaryKeyPolicy = null,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
    };
}
