using Npgsql;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>The answer of the database for one entry of an append; where several of its handlings were leased, one for each.</summary>
/// <param name="Place">The entry's place in the append, from 0.</param>
/// <param name="Sequence">The number drawn for it.</param>
/// <param name="IsNew">Whether it was stored: its id was not there yet.</param>
/// <param name="Handed">Its handling that was leased at once. Null: none.</param>
internal readonly record struct StoredEntry(int Place, long Sequence, bool IsNew, HandedOver? Handed)
{
    public const string Columns = $"entry.place, entry.seq, added.seq IS NOT NULL, {HandedOver.Columns}";

    public static StoredEntry Read(NpgsqlDataReader row) =>
        new((int)row.GetInt64(0) - 1, row.GetInt64(1), row.GetBoolean(2), HandedOver.Read(row, 3));
}
