using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>What is stored under some ids: which bytes, and the number of the last copy.</summary>
internal sealed class ImportCopies
{
    private readonly HashSet<(string Subscription, string Id, string Sha256)> _known = [];
    private readonly Dictionary<(string Subscription, string Id), int> _last = [];

    public void Add(string subscription, string id, int copy, ReadOnlySpan<byte> sha256)
    {
        _known.Add((subscription, id, Convert.ToHexString(sha256)));
        _last[(subscription, id)] = copy;
    }

    /// <summary>The number that a delivery gets among those of its id; null: it is there with the same bytes.</summary>
    public int? TryAdd(DeliveryRecord record)
    {
        var delivery = record.Delivery;
        if (_known.Contains((delivery.Subscription, delivery.Id, Convert.ToHexString(delivery.Sha256.Span))))
            return null;
        var copy = _last.TryGetValue((delivery.Subscription, delivery.Id), out var last) ? Math.Max(last + 1, record.Copy) : record.Copy;
        Add(delivery.Subscription, delivery.Id, copy, delivery.Sha256.Span);
        return copy;
    }
}
