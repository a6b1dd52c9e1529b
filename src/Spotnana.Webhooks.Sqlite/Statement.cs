using System.Text;
using Microsoft.Data.Sqlite;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>One statement that is prepared once and run again and again. Parameters are named: <c>$lane</c>. The connection closes it.</summary>
internal sealed class Statement(SqliteCommand command)
{
    /// <summary>Runs it and returns how many rows it changed.</summary>
    public int Run(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        Bind(values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs it and returns the first column of the first row; null for no row and for NULL.</summary>
    public long? ReadInteger(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        Bind(values);
        return command.ExecuteScalar() as long?;
    }

    /// <summary>Runs it; the caller disposes the reader before the statement is used again.</summary>
    public SqliteDataReader Read(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        Bind(values);
        return command.ExecuteReader();
    }

    private void Bind(ReadOnlySpan<(string Name, object? Value)> values)
    {
        var parameters = command.Parameters;
        foreach (var (name, value) in values)
        {
            var at = parameters.IndexOf(name);
            var parameter = at < 0 ? parameters.Add(new SqliteParameter { ParameterName = name }) : parameters[at];
            parameter.Value = value ?? DBNull.Value;
        }
    }
}

internal static class ReaderExtensions
{
    public static long? IntegerOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetInt64(column);

    public static byte[] Bytes(this SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    /// <summary>Reads text by its length: <c>GetString</c> ends at the first U+0000.</summary>
    public static string? TextOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : Encoding.UTF8.GetString(row.Bytes(column));

    public static string Text(this SqliteDataReader row, int column) => row.TextOrNull(column)!;

    public static DateTimeOffset Time(this SqliteDataReader row, int column) => UnixTime.FromMicroseconds(row.GetInt64(column));
}
