using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Flow;

/// <summary>A delivery that is stored under an id: 0 is the first, the others came later with other bytes.</summary>
internal readonly record struct StoredCopy(long Number, byte[] Sha256)
{
    public const string Columns = "copy, sha256";

    public static StoredCopy Read(Statement.Rows row) => new(row.Integer(0), row.Bytes(1));
}
