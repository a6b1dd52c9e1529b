using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>The snapshot in a body: the value of <c>payload</c>.</summary>
internal static class SnapshotPayload
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = EnvelopeReader.MaxDepth };

    /// <returns>False where the body has none. One that names a subject does.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JsonElement? payload)
    {
        payload = null;
        try
        {
            if (JsonElement.Parse(body.Span, _options) is { ValueKind: JsonValueKind.Object } envelope
                && envelope.TryGetProperty("payload"u8, out var value))
                payload = value;
        }
        catch (JsonException)
        {
            // imported from elsewhere: it is no envelope
        }

        return payload is not null;
    }
}
