using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotnana.Webhooks.Intake;

[JsonSerializable(typeof(StoredAnswer))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ReceiptJson : JsonSerializerContext
{
    public static ReceiptJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // An id may hold characters such as "+", which need no escape outside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
