using System.Text.Json;

namespace Spotnana.Webhooks.Payloads.Reading;

/// <summary>A value is of another kind than a view needs. Who reads the payload says where.</summary>
internal sealed class MisfitException(JsonElement element, string wanted) : Exception
{
    public JsonElement Element { get; } = element;

    public string Wanted { get; } = wanted;
}
