using System.Text.Json.Serialization;

namespace Spotnana.Webhooks.Management.Answers;

[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    public static ProblemJson Compact { get; } = new(CompactJson.Options());
}
