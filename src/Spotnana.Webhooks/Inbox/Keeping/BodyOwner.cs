using System.Text;

namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>Whose body it is. An encrypted body can be read as that of no other delivery.</summary>
/// <param name="Subscription">The subscription.</param>
/// <param name="Id">The delivery's id.</param>
/// <param name="Copy">0 for the first delivery with its id; 1 and up for later ones that had the same id but other bytes.</param>
public readonly record struct BodyOwner(string Subscription, string Id, long Copy)
{
    /// <summary>The owner of a delivery's body.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="copy">Which one it is of those with its id.</param>
    public static BodyOwner Of(Delivery delivery, long copy)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return new(delivery.Subscription, delivery.Id, copy);
    }

    // Lengths first, so that no two owners have the same bytes.
    internal byte[] ToBytes() => Encoding.UTF8.GetBytes($"{Subscription.Length} {Subscription} {Id.Length} {Id} {Copy}");
}
