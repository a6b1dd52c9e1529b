using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotnana.Webhooks.Management.Answers;

/// <summary>How all answers are written. What is null is left out.</summary>
internal static class CompactJson
{
    // An answer is never part of a page: quotes and plus signs stay readable.
    public static JsonSerializerOptions Options() => new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
