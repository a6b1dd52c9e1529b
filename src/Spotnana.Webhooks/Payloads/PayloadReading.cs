using System.Text.Json;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>Makes a view of a payload.</summary>
internal static class PayloadReading
{
    private static readonly JsonDocumentOptions AsTheEnvelopeReader = new() { MaxDepth = EnvelopeReader.MaxDepth };

    /// <exception cref="PayloadException">The payload does not fit.</exception>
    public static T Read<T>(JsonElement payload, Func<Node, T> read)
    {
        if (payload.ValueKind != JsonValueKind.Object)
            throw new PayloadException("$.payload", "an object");
        try
        {
            return read(new Node(payload));
        }
        catch (MisfitException misfit)
        {
            throw new PayloadException(PayloadPath.Of(misfit.Element, payload), misfit.Wanted);
        }
    }

    /// <exception cref="PayloadException">The payload does not fit, or the body is no JSON.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> body)
        where T : class, IPayload<T>
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, AsTheEnvelopeReader);
        }
        catch (JsonException)
        {
            throw new PayloadException("$", "JSON");
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new PayloadException("$", "an object");
            return T.Read(document.RootElement.TryGetProperty("payload"u8, out var payload) ? payload : default);
        }
    }
}
