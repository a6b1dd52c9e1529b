using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotnana.Webhooks.Cli.Json;

/// <summary>One JSON object a line, for scripts.</summary>
[JsonSerializable(typeof(SampleJson))]
[JsonSerializable(typeof(DescriptionJson))]
[JsonSerializable(typeof(SignedJson))]
[JsonSerializable(typeof(VerdictJson))]
[JsonSerializable(typeof(SentJson))]
[JsonSerializable(typeof(CertificationJson))]
[JsonSerializable(typeof(CheckedJson))]
[JsonSerializable(typeof(ExportedJson))]
[JsonSerializable(typeof(ImportedJson))]
[JsonSerializable(typeof(ErasureRequestJson))]
[JsonSerializable(typeof(FindRequestJson))]
[JsonSerializable(typeof(ErasuresMovedJson))]
[JsonSerializable(typeof(AuditJson))]
[JsonSerializable(typeof(RekeyedJson))]
internal sealed partial class ToolJson : JsonSerializerContext
{
    // Not for a web page: quotes and plus signs stay readable
    public static ToolJson Lines { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
