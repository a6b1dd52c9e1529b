using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>One attempt to handle one delivery, with a typed view of its payload.</summary>
/// <typeparam name="TPayload">The view.</typeparam>
public sealed class WebhookContext<TPayload>
    where TPayload : class, IPayload<TPayload>
{
    private readonly WebhookContext _context;
    private readonly Func<CancellationToken, ValueTask<Previous<TPayload>>> _previous;

    /// <summary>Makes one, for tests of a handler.</summary>
    /// <param name="context">The attempt.</param>
    /// <param name="previous">What <see cref="GetPreviousAsync"/> gives.</param>
    /// <exception cref="PayloadException">The payload does not fit the view.</exception>
    public WebhookContext(WebhookContext context, Previous<TPayload> previous = default)
        : this(context, _ => ValueTask.FromResult(previous))
    {
    }

    internal WebhookContext(WebhookContext context, Func<CancellationToken, ValueTask<Previous<TPayload>>> previous)
    {
        ArgumentNullException.ThrowIfNull(context);
        (_context, _previous) = (context, previous);
        Payload = TPayload.Read(context.Payload);
    }

    /// <summary>What the event tells: the whole object as it was then. It stays valid after the attempt.</summary>
    public TPayload Payload { get; }

    /// <summary>The delivery, with its original bytes: what the view leaves out stands there.</summary>
    public Delivery Delivery => _context.Delivery;

    /// <summary>The change that the event reports. Null where the envelope names none.</summary>
    public Operation? Operation => Delivery.Operation;

    /// <summary>The name under which the running handler is registered.</summary>
    public string Handler => _context.Handler;

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt => _context.Attempt;

    /// <summary>
    /// True when this handler has already handled a later state of the subject. Record the operation then, but do not overwrite newer state
    /// with this one.
    /// </summary>
    public bool IsStale => _context.IsStale;

    /// <summary>
    /// Reads the newest snapshot of the same subject that this handler completed: on a stale delivery it is newer than
    /// <see cref="Payload"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InboxUnavailableException">The inbox cannot be read for now. Let it pass: the delivery is tried again.</exception>
    public ValueTask<Previous<TPayload>> GetPreviousAsync(CancellationToken cancellationToken = default) => _previous(cancellationToken);
}
