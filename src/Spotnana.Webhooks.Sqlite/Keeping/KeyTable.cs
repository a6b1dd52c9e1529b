using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>Writes what deliveries are found by.</summary>
internal sealed class KeyTable(SqliteSession session)
{
    /// <summary>How many deliveries in a row have their keys in one part. It is stored with them.</summary>
    public const long Part = 8192;

    private const long Unread = 0;

    private readonly Statement _add = session.Prepare(
        """
        INSERT INTO delivery_key (part, key, delivery, is_id) VALUES ($part, $key, $delivery, $is_id) ON CONFLICT DO NOTHING
        """);
    private readonly Statement _remove = session.Prepare(
        "DELETE FROM delivery_key WHERE part = $part AND key = $key AND delivery = $delivery");
    private readonly Statement _isThere = session.Prepare("SELECT 1 FROM delivery WHERE seq = $delivery");
    private readonly Statement _move = session.Prepare("UPDATE erasure_place SET keys = $place");

    public bool Write(KeyStep step)
    {
        foreach (var delivery in step.Deliveries)
        {
            // It may have been kept long enough meanwhile.
            if (_isThere.ReadInteger(("$delivery", delivery.Sequence)) is not null)
                Write(delivery);
        }

        if (step.Place is { } place)
            _move.Run(("$place", place));
        return true;
    }

    private void Write(KeyedDelivery delivery)
    {
        var sequence = delivery.Sequence;
        if (delivery.Id is { } id)
            Add(id, isId: 1);
        foreach (var key in delivery.Keys)
            Add(key, isId: 0);
        if (!delivery.IsReadable)
            Add(Unread, isId: 0);
        else
            _remove.Run(("$part", sequence / Part), ("$key", Unread), ("$delivery", sequence));

        void Add(long key, long isId) =>
            _add.Run(("$part", sequence / Part), ("$key", key), ("$delivery", sequence), ("$is_id", isId));
    }
}
