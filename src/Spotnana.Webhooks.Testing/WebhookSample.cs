using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Testing;

/// <summary>
/// An event as Spotnana would send it: one of the samples in this package, or a body of your own. It makes the context that a
/// handler gets (<see cref="ToContext"/>) and the signed request that a receiver gets (<see cref="ToRequest"/>).
/// </summary>
/// <remarks>
/// The samples are invented. They follow Spotnana's Webhook Events document; no traveler, booking or ticket in them exists.
/// </remarks>
public sealed class WebhookSample
{
    private readonly EnvelopeReading _reading;

    private WebhookSample(string name, ReadOnlyMemory<byte> body) => (Name, Body, _reading) = (name, body, EnvelopeReader.Read(body.Span));

    /// <summary>The names of all samples, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => SampleFiles.Names;

    /// <summary>
    /// <c>{event-type}.{operation}[.{booking-type}]</c> in lower case with dashes, for example <c>pnr-v3.booking-ticketed.air</c>. Empty
    /// for a body of your own.
    /// </summary>
    public string Name { get; }

    /// <summary>The whole envelope in UTF-8, the bytes that are signed. A sample's body ends with a line feed.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The envelope that was read from the body. Null if it is not readable, which only a body of your own can be.</summary>
    public Envelope? Envelope => _reading.Envelope;

    /// <summary>The event type of <see cref="Envelope"/>. Null where there is none.</summary>
    public EventType? EventType => Envelope?.EventType;

    /// <summary>The operation of <see cref="Envelope"/>. Null where there is none.</summary>
    public Operation? Operation => Envelope?.Operation;

    /// <summary>The sample of this name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such sample. The message suggests the names that are most like it.</exception>
    public static WebhookSample Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (SampleFiles.Find(name) is { } body)
            return new WebhookSample(name, body);

        var near = NearestNames.To(name, Names);
        var hint = near.Count == 0
            ? $"All names are in {nameof(WebhookSample)}.{nameof(Names)}."
            : $"Did you mean {string.Join(" or ", near)}?";
        throw new ArgumentException($"There is no sample {name}. {hint}", nameof(name));
    }

    /// <summary>An event of your own.</summary>
    /// <param name="json">
    /// The whole envelope, for example <c>{"event_type":"PNR_V3","operation":"BOOKING_CREATED","payload":{…}}</c>. It is not checked, so
    /// that a test can send what is not JSON.
    /// </param>
    public static WebhookSample Of(string json) => new("", Encoding.UTF8.GetBytes(json));

    /// <inheritdoc cref="Of(string)"/>
    /// <param name="body">The same in UTF-8. The bytes are not copied.</param>
    public static WebhookSample Of(ReadOnlyMemory<byte> body) => new("", body);

    /// <summary>
    /// The delivery as a receiver stores it. For a body that is not a readable envelope it is as in a dead letter: without event
    /// type, operation, organization, subject and version.
    /// </summary>
    /// <param name="subscription">The name of the subscription that it came to.</param>
    /// <param name="id">Its id. Null: a new one, such as <c>msg_p98i0l5mm989</c>.</param>
    /// <param name="sentAt">When it was sent, and received at the same moment. Null: now.</param>
    /// <returns>Its trace and span ids are new each time; set others by <c>with</c>.</returns>
    public Delivery ToDelivery(string subscription = "spotnana", string? id = null, DateTimeOffset? sentAt = null)
    {
        var receivedAt = (sentAt ?? Now()).ToUniversalTime();
        var inSeconds = DateTimeOffset.FromUnixTimeSeconds(receivedAt.ToUnixTimeSeconds());
        var posted = new Delivery
        {
            Subscription = subscription,
            Id = id ?? SignedEvent.NewId(),
            Body = Body,
            Sha256 = SHA256.HashData(Body.Span),
            SentAt = inSeconds,
            ReceivedAt = receivedAt,
            OccurredAt = inSeconds,
            TraceId = SignedEvent.NewTraceId(),
            SpanId = SignedEvent.NewSpanId(),
        };
        return Envelope is null ? posted : posted.WithRoutingOf(Envelope);
    }

    /// <summary>The context that a handler gets. Dispose of it after the handler has run.</summary>
    /// <param name="handler">The name under which the handler would be registered.</param>
    /// <param name="attempt">Which attempt it is, from 1.</param>
    /// <param name="isStale">True: the handler has already handled a later state of the subject.</param>
    /// <param name="subscription">The name of the subscription that the delivery came to.</param>
    /// <param name="id">The delivery's id. Null: a new one. Give the same one twice to see that the handler's effect is idempotent.</param>
    /// <param name="sentAt">When the delivery was sent, and received at the same moment. Null: now.</param>
    /// <exception cref="InvalidOperationException">The body is not a readable envelope: no handler is ever given it.</exception>
    public WebhookContext ToContext(
        string handler = "test", int attempt = 1, bool isStale = false, string subscription = "spotnana", string? id = null,
        DateTimeOffset? sentAt = null) => _reading.Reason is { } reason
            ? throw new InvalidOperationException($"No handler is given this body, because it is not a readable envelope: {reason}.")
            : new WebhookContext(handler, ToDelivery(subscription, id, sentAt), attempt, isStale);

    /// <summary>The context that a typed handler gets, with the view of the payload.</summary>
    /// <typeparam name="TPayload">The view that the handler takes, such as <see cref="Booking"/>.</typeparam>
    /// <param name="handler">The name under which the handler would be registered.</param>
    /// <param name="attempt">Which attempt it is, from 1.</param>
    /// <param name="isStale">True: the handler has already handled a later state of the subject.</param>
    /// <param name="subscription">The name of the subscription that the delivery came to.</param>
    /// <param name="id">The delivery's id. Null: a new one. Give the same one twice to see that the handler's effect is idempotent.</param>
    /// <param name="sentAt">When the delivery was sent, and received at the same moment. Null: now.</param>
    /// <param name="previous">What <see cref="WebhookContext{TPayload}.GetPreviousAsync"/> gives. Default: there was none.</param>
    /// <exception cref="InvalidOperationException">
    /// The body is not a readable envelope, or is of an event type that has another view: no such handler is ever given it.
    /// </exception>
    /// <exception cref="PayloadException">The payload does not fit the view: its delivery would be rejected.</exception>
#pragma warning disable RS0026 // The type argument tells it from the other one: no call can mean both.
    public WebhookContext<TPayload> ToContext<TPayload>(
        string handler = "test", int attempt = 1, bool isStale = false, string subscription = "spotnana", string? id = null,
        DateTimeOffset? sentAt = null, Previous<TPayload> previous = default)
        where TPayload : class, IPayload<TPayload>
#pragma warning restore RS0026
    {
        // What a typed context tells is read when it is made, and outlives this.
        using var context = ToContext(handler, attempt, isStale, subscription, id, sentAt);
        return EventType == TPayload.EventType
            ? new WebhookContext<TPayload>(context, previous)
            : throw new InvalidOperationException(
                $"A handler of {typeof(TPayload).Name} takes {TPayload.EventType}, and this event is {EventType}.");
    }

    /// <summary>The POST that Spotnana would send, signed, with all its headers.</summary>
    /// <param name="url">
    /// Where to: an absolute address, or a path such as <c>/webhooks/spotnana</c> for a client with a base address.
    /// </param>
    /// <param name="secret">The subscription's secret. Default: the sandbox's, with which a service in Development starts.</param>
    /// <param name="id">The delivery's id. Null: a new one.</param>
    /// <param name="sentAt">When it was sent, which is signed too: a receiver refuses what is too old. Null: now.</param>
    /// <exception cref="FormatException">This is not a signing secret. The message says why, without any part of it.</exception>
    public HttpRequestMessage ToRequest(string url, string secret = Sandbox.Secret, string? id = null, DateTimeOffset? sentAt = null)
    {
        var signed = SignedEvent.Sign(
            Body.Span, [SigningSecret.Parse(secret)], id ?? SignedEvent.NewId(), SignedEvent.TimestampOf(sentAt ?? Now()));
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(Body) };
        foreach (var (name, value) in signed.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();
}
