using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Erasing;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>How the lines of the file are written and read. An unknown property is an error, so that nothing is lost silently.</summary>
[JsonSerializable(typeof(FileLine))]
[JsonSerializable(typeof(ErasureArchiveJson))]
internal sealed partial class TransferJson : JsonSerializerContext
{
    public static TransferJson Lines { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<DeliveryState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<HandlingState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<ErasureCause>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<ErasureKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<DeadReason>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    });
}
