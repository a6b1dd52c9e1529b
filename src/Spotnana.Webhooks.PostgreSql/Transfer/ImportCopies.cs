using Npgsql;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>The copies that are stored under some ids: their bytes, and the number of the last one.</summary>
internal sealed class ImportCopies
{
    public const string Columns = "delivery.subscription, delivery.id, delivery.copy, delivery.sha256";

    private readonly HashSet<(string Subscription, string Id, string Sha256)> _known = [];
    private readonly Dictionary<(string Subscription, string Id), int> _last = [];

    /// <summary>Adds one that is stored already. Those of an id come in the order of their numbers.</summary>
    public void Read(NpgsqlDataReader row) => Add(row.GetString(0), row.GetString(1), row.GetInt32(2), row.Bytes(3));

    /// <returns>The number that a delivery gets among those of its id; null: it is there already with the same bytes.</returns>
    public int? TryAdd(DeliveryRecord record)
    {
        var delivery = record.Delivery;
        if (_known.Contains((delivery.Subscription, delivery.Id, Convert.ToHexString(delivery.Sha256.Span))))
            return null;
        var copy = _last.TryGetValue((delivery.Subscription, delivery.Id), out var last) ? Math.Max(last + 1, record.Copy) : record.Copy;
        Add(delivery.Subscription, delivery.Id, copy, delivery.Sha256.Span);
        return copy;
    }

    private void Add(string subscription, string id, int copy, ReadOnlySpan<byte> sha256)
    {
        _known.Add((subscription, id, Convert.ToHexString(sha256)));
        _last[(subscription, id)] = copy;
    }
}
