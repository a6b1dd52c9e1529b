using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>The snapshot that a handler knew before.</summary>
/// <typeparam name="TPayload">The view.</typeparam>
/// <param name="Payload">The snapshot. Null: there is none, or it cannot be read any more.</param>
/// <param name="IsGone">
/// True: there was one, but its body was pruned or erased, or does not fit the view. What changed since then cannot be known.
/// </param>
public readonly record struct Previous<TPayload>(TPayload? Payload, bool IsGone = false)
    where TPayload : class, IPayload<TPayload>
{
    /// <summary>For logs: nothing of the payload.</summary>
    public override string ToString() => Payload is not null ? "known" : IsGone ? "gone" : "none";
}
