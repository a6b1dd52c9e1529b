namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>The value of a parameter: a text, a number, bytes or NULL.</summary>
internal readonly struct SqlValue
{
    private SqlValue(SqlType type, long number = 0, string? text = null, ReadOnlyMemory<byte> bytes = default) =>
        (Type, Number, Text, Bytes) = (type, number, text, bytes);

    public SqlType Type { get; }

    public long Number { get; }

    public string? Text { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public static implicit operator SqlValue(long? number) =>
        number is { } known ? new(SqlType.Integer, known) : default;

    public static implicit operator SqlValue(string? text) => text is null ? default : new(SqlType.Text, text: text);

    public static implicit operator SqlValue(ReadOnlyMemory<byte> bytes) => new(SqlType.Blob, bytes: bytes);

    public static implicit operator SqlValue(DateTimeOffset time) => (long?)UnixTime.ToMicroseconds(time);

    public static implicit operator SqlValue(DateTimeOffset? time) => time is { } known ? known : default(SqlValue);
}

internal enum SqlType
{
    Null,
    Integer,
    Text,
    Blob,
}
