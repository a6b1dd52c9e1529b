using Npgsql;
using NpgsqlTypes;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>Makes parameters. They have no names and go by their position: $1 is the first.</summary>
internal static class Values
{
    public static NpgsqlParameter Of(long? value) => Make(value, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of(int? value) => Make(value, NpgsqlDbType.Integer);

    public static NpgsqlParameter Of(short? value) => Make(value, NpgsqlDbType.Smallint);

    public static NpgsqlParameter Of(string? value) => Make(value, NpgsqlDbType.Text);

    public static NpgsqlParameter Of(byte[]? value) => Make(value, NpgsqlDbType.Bytea);

    public static NpgsqlParameter Of(TimeSpan? value) => Make(value, NpgsqlDbType.Interval);

    public static NpgsqlParameter Of(DateTimeOffset? value) => Make(value?.ToUniversalTime(), NpgsqlDbType.TimestampTz);

    public static NpgsqlParameter Of(long[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of(long?[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of(int[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public static NpgsqlParameter Of(int?[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public static NpgsqlParameter Of(short[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Smallint);

    public static NpgsqlParameter Of(short?[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Smallint);

    public static NpgsqlParameter Of(bool[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Boolean);

    public static NpgsqlParameter Of(string?[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static NpgsqlParameter Of(byte[]?[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Bytea);

    public static NpgsqlParameter Of(ReadOnlyMemory<byte>?[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Bytea);

    public static NpgsqlParameter Of(TimeSpan?[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Interval);

    public static NpgsqlParameter Of(TimeSpan[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Interval);

    public static NpgsqlParameter Of(DateTimeOffset[] values) =>
        Make(Array.ConvertAll(values, value => value.ToUniversalTime()), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);

    public static NpgsqlParameter Of(DateTimeOffset?[] values) =>
        Make(Array.ConvertAll(values, value => value?.ToUniversalTime()), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);

    private static NpgsqlParameter Make(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
