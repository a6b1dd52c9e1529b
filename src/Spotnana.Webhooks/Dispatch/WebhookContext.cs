using System.Text.Json;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>One attempt to handle one delivery.</summary>
public sealed class WebhookContext : IDisposable
{
    private static readonly JsonDocumentOptions AsTheEnvelopeReader = new() { MaxDepth = 128 };

    private JsonDocument? _body;

    /// <summary>Makes one; for a handler's own tests.</summary>
    public WebhookContext(string handler, Delivery delivery, int attempt = 1, bool isStale = false) =>
        (Handler, Delivery, Attempt, IsStale) = (handler, delivery, attempt, isStale);

    /// <summary>The name under which the handler is registered.</summary>
    public string Handler { get; }

    /// <summary>The delivery, with its original bytes.</summary>
    public Delivery Delivery { get; }

    /// <summary>Counts from 1.</summary>
    public int Attempt { get; }

    /// <summary>True when this handler has already handled a later state of the subject. Record the operation, but do not write older state over newer.</summary>
    public bool IsStale { get; }

    /// <summary>The envelope's <c>payload</c>: the full current object. <see cref="JsonValueKind.Undefined"/> where there is none. Parsed on first use.</summary>
    public JsonElement Payload
    {
        get
        {
            _body ??= JsonDocument.Parse(Delivery.Body, AsTheEnvelopeReader);
            return _body.RootElement.TryGetProperty("payload", out var payload) ? payload : default;
        }
    }

    /// <summary>Frees what <see cref="Payload"/> parsed. The dispatcher does it after each attempt.</summary>
    public void Dispose() => _body?.Dispose();
}
