using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>The changes of a delivery.</summary>
/// <param name="Fields">Null, also in the answer: one of the two bodies is gone.</param>
[JsonConverter(typeof(Converter))]
internal sealed record ChangesJson(IReadOnlyList<FieldChangeJson>? Fields)
{
    // A property of its own could not be null in an answer: nulls are left out.
    internal sealed class Converter : JsonConverter<ChangesJson>
    {
        public override ChangesJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize(ref reader, ApiJson.Compact.IReadOnlyListFieldChangeJson));

        public override void Write(Utf8JsonWriter writer, ChangesJson value, JsonSerializerOptions options)
        {
            if (value.Fields is null)
                writer.WriteNullValue();
            else
                JsonSerializer.Serialize(writer, value.Fields, ApiJson.Compact.IReadOnlyListFieldChangeJson);
        }
    }
}
