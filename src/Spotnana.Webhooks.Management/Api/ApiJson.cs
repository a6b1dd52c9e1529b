using System.Text.Json;
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
[JsonSerializable(typeof(ErasureJson))]
[JsonSerializable(typeof(ErasureListJson))]
[JsonSerializable(typeof(ErasureRequestJson))]
[JsonSerializable(typeof(FindRequestJson))]
[JsonSerializable(typeof(AuditListJson))]
[JsonSerializable(typeof(RekeyJson))]
[JsonSerializable(typeof(KeepingJson))]
[JsonSerializable(typeof(StoryJson))]
[JsonSerializable(typeof(IReadOnlyList<FieldChangeJson>))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    public static ApiJson Compact { get; } = new(CompactJson.Options());

    /// <summary>For what callers send: a member that is not known may have been meant to narrow it down.</summary>
    public static ApiJson Strict { get; } = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow });
}
