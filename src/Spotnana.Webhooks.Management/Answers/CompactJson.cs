using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotnana.Webhooks.Management.Answers;

/// <summary>The JSON options of all answers. Nulls are left out.</summary>
internal static class CompactJson
{
    // An answer is never part of an HTML page, so quotes and plus signs stay readable.
    public static JsonSerializerOptions Options() => new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
