using System.Text.Json;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>One attempt to handle one delivery.</summary>
public sealed class WebhookContext : IDisposable
{
    private static readonly JsonDocumentOptions AsTheEnvelopeReader = new() { MaxDepth = EnvelopeReader.MaxDepth };

    private JsonDocument? _body;

    /// <summary>Makes one, for tests of a handler.</summary>
    public WebhookContext(string handler, Delivery delivery, int attempt = 1, bool isStale = false) =>
        (Handler, Delivery, Attempt, IsStale) = (handler, delivery, attempt, isStale);

    /// <summary>The name under which the running handler is registered.</summary>
    public string Handler { get; }

    /// <summary>The delivery, with its original bytes.</summary>
    public Delivery Delivery { get; }

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt { get; }

    /// <summary>
    /// True when this handler has already handled a later state of the subject. Record the operation then, but do not overwrite newer state
    /// with this one.
    /// </summary>
    public bool IsStale { get; }

    /// <summary>
    /// The envelope's <c>payload</c>: the whole object as it was when the event was sent. <see cref="JsonValueKind.Undefined"/> where there
    /// is none. Parsed on first use.
    /// </summary>
    public JsonElement Payload
    {
        get
        {
            _body ??= JsonDocument.Parse(Delivery.Body, AsTheEnvelopeReader);
            return _body.RootElement.TryGetProperty("payload", out var payload) ? payload : default;
        }
    }

    /// <summary>Frees the parsed <see cref="Payload"/>. The dispatcher calls it after each attempt.</summary>
    public void Dispose() => _body?.Dispose();
}
