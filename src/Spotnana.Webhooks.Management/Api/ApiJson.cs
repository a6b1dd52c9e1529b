using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotnana.Webhooks.Receiver.Management.Api;

/// <summary>The bodies of the management API. What is null is left out.</summary>
[JsonSerializable(typeof(DeliveryListJson))]
[JsonSerializable(typeof(DeliveryJson))]
[JsonSerializable(typeof(RedriveJson))]
[JsonSerializable(typeof(HandlerListJson))]
[JsonSerializable(typeof(PauseJson))]
[JsonSerializable(typeof(DiscardJson))]
[JsonSerializable(typeof(StatsJson))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    // Never part of a page: quotes and plus signs stay readable.
    public static ApiJson Compact { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
