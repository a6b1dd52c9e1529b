using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotnana.Webhooks.Receiver.Management;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ManagementJson : JsonSerializerContext;
