using System.Text.Json;
using System.Text.Json.Serialization;
using Spotnana.Webhooks.Payloads.Changes;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>A field that differs. What was not there, or is not, is absent.</summary>
internal sealed record FieldChangeJson(
    string Path,
    [property: JsonConverter(typeof(RawJsonConverter))] JsonElement? Was,
    [property: JsonConverter(typeof(RawJsonConverter))] JsonElement? Now)
{
    public static FieldChangeJson Of(FieldChange change) => new(change.Path, change.Was, change.Now);
}
