using Npgsql;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Reads the body of a delivery out of a row that the table payload is joined to.</summary>
internal static class PayloadRow
{
    public const string Columns = "payload.codec, payload.key_id, payload.body";

    /// <summary>The number of columns.</summary>
    public const int Width = 3;

    /// <summary>Reads the body of a delivery, <paramref name="first"/> being the first of the <see cref="Columns"/>.</summary>
    /// <returns>Null where the body is gone.</returns>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static byte[]? Read(NpgsqlDataReader row, int first, DeliverySummary delivery, BodyCodec codec) => row.IsDBNull(first)
        ? null
        : codec.Decode(row.GetInt16(first), row.TextOrNull(first + 1), row.Bytes(first + 2), delivery.ToBodyOwner(), delivery.Bytes);

    /// <summary>The same for a body that should be there, and must not keep its neighbours from being read where it cannot.</summary>
    public static (byte[]? Body, BodyDamage? Damage) TryRead(
        NpgsqlDataReader row, int first, DeliverySummary delivery, BodyCodec codec) => row.IsDBNull(first)
        ? (null, BodyDamage.Gone)
        : codec.TryDecode(row.GetInt16(first), row.TextOrNull(first + 1), row.Bytes(first + 2), delivery.ToBodyOwner(), delivery.Bytes);
}
