using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>Room that a taker has reserved for a handling, should it be the next of its lane once it is stored.</summary>
/// <param name="Taker">The taker.</param>
/// <param name="Delivery">The delivery.</param>
/// <param name="Mark">The mark of the lease's token.</param>
internal sealed record Offer(ILeaseTaker Taker, Delivery Delivery, long Mark)
{
    /// <summary>Gives the room back.</summary>
    public void Cancel() => Taker.Cancel(Delivery.Body.Length);

    /// <summary>The lease, while it is not known whether it was given.</summary>
    public DoubtfulLease Doubtful => new(Taker.Handler, Lane: null, Mark, Delivery.Subscription, Delivery.Id);

    /// <summary>Hands over what was leased by a commit that is certain.</summary>
    public void Give(HandedOver handed, long sequence, TimeProvider time) => Taker.Take(new Lease
    {
        Handler = Taker.Handler,
        Delivery = Delivery,
        Attempt = 1,
        IsStale = handed.Progress.IsPast(Delivery),
        WaitingSince = time.GetUtcNow(),
        LeasedAt = handed.Now,
        Lane = handed.Lane,
        Sequence = sequence,
        Token = handed.Token,
    });
}
