using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Reads the body of a delivery out of a row that the table payload is joined to.</summary>
internal static class PayloadRow
{
    public const string Columns = "payload.codec, payload.body";

    /// <summary>The number of columns.</summary>
    public const int Width = 2;

    /// <summary>
    /// Reads a body that came with <paramref name="length"/> bytes, <paramref name="first"/> being the first of the <see cref="Columns"/>.
    /// </summary>
    /// <returns>Null where the body is gone.</returns>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static byte[]? Read(Statement.Rows row, int length, int first = 0) =>
        row.IsNull(first) ? null : BodyCodec.Decode(row.Integer(first), row.Span(first + 1), length);
}
