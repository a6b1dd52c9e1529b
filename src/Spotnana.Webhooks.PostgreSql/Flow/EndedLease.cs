using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>A settlement on its way into the database, and what came of it.</summary>
internal sealed class EndedLease(SettleRequest request)
{
    public Settlement Settlement => request.Settlement;

    public Lease Lease => request.Settlement.Lease;

    public TimeSpan? Duration => request.Next;

    /// <summary>The mark of the token that the lane's next lease gets, if there is one.</summary>
    public long Mark { get; } = Tokens.NewMark();

    /// <summary>That token.</summary>
    public long NextToken => Tokens.After(Lease.Token, Mark);

    /// <summary>Whether the lease was held.</summary>
    public bool WasHeld { get; set; }

    /// <summary>What became of its lane. Default where the lease was not held.</summary>
    public FreedLane Freed { get; set; }

    /// <summary>The lease of the lane's next head.</summary>
    public Lease? Next { get; set; }

    /// <summary>What is wrong with the body of that head, which was leased all the same. Null: nothing.</summary>
    public BodyDamage? Damage { get; set; }

    /// <summary>Forgets what an attempt to store it has answered.</summary>
    public void Reset() => (WasHeld, Freed, Next, Damage) = (false, default, null, null);
}
