using System.Text.Json.Serialization;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>The bodies of the management API.</summary>
[JsonSerializable(typeof(DeliveryListJson))]
[JsonSerializable(typeof(DeliveryJson))]
[JsonSerializable(typeof(RedriveJson))]
[JsonSerializable(typeof(HandlerListJson))]
[JsonSerializable(typeof(PauseJson))]
[JsonSerializable(typeof(DiscardJson))]
[JsonSerializable(typeof(TryJson))]
[JsonSerializable(typeof(StatsJson))]
[JsonSerializable(typeof(KeepingJson))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    public static ApiJson Compact { get; } = new(CompactJson.Options());
}
