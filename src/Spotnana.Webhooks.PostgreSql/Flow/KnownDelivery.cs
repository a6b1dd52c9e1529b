using Npgsql;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>A delivery that is stored already with the bytes of an entry.</summary>
/// <param name="Place">The entry's place among those that were asked for, from 0.</param>
/// <param name="Sequence">The number of the delivery.</param>
/// <param name="Copy">0: the first delivery of its id.</param>
/// <param name="SentAt">When it was signed last, as far as is known.</param>
internal readonly record struct KnownDelivery(int Place, long Sequence, int Copy, DateTimeOffset SentAt)
{
    public const string Columns = "asked.place, stored.seq, stored.copy, stored.sent_at";

    public static KnownDelivery Read(NpgsqlDataReader row) => new((int)row.GetInt64(0) - 1, row.GetInt64(1), row.GetInt32(2), row.Time(3));
}
