using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>Looks into an inbox file from outside.</summary>
internal sealed class InboxFile(string folder)
{
    private const int Completed = 1;

    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = PathIn(folder),
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = false,
        DefaultTimeout = 30,
    }.ToString();

    public static string PathIn(string folder) => Path.Combine(folder, "inbox.db");

    /// <summary>Every stored delivery; none where the file or its tables are not there.</summary>
    public IReadOnlyList<StoredDelivery> Deliveries()
    {
        if (!File.Exists(PathIn(folder)))
            return [];
        using var connection = Open();
        if (Scalar(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'delivery'") == 0)
            return [];

        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT d.id, d.copy, d.state, d.reason, p.codec, p.body FROM delivery d LEFT JOIN payload p ON p.seq = d.seq";
        using var reader = command.ExecuteReader();
        var found = new List<StoredDelivery>();
        while (reader.Read())
        {
            found.Add(new(
                reader.GetString(0),
                reader.GetInt32(1),
                reader.GetInt32(2),
                reader.IsDBNull(3) ? null : reader.GetInt32(3),
                reader.IsDBNull(5) ? null : Convert.ToHexString(SHA256.HashData(Body(reader.GetInt64(4), (byte[])reader[5])))));
        }

        return found;
    }

    private static byte[] Body(long codec, byte[] stored)
    {
        const long Plain = 0, Snappy = 2;
        Assert.True(codec is Plain or Snappy, $"A body is stored with codec {codec}, which these tests do not know.");
        return codec == Snappy ? Snappier.Snappy.DecompressToArray(stored) : stored;
    }

    /// <summary>The handlings of one delivery.</summary>
    public IReadOnlyList<StoredHandling> Handlings(string id)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT h.state, h.attempts, h.reason FROM handling h JOIN delivery d ON d.seq = h.delivery WHERE d.id = $id";
        command.Parameters.AddWithValue("$id", id);
        using var reader = command.ExecuteReader();
        var found = new List<StoredHandling>();
        while (reader.Read())
            found.Add(new(reader.GetInt32(0), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetInt32(2)));
        return found;
    }

    /// <summary>How many lanes are leased.</summary>
    public long Leased()
    {
        using var connection = Open();
        return Scalar(connection, "SELECT count(*) FROM lane WHERE leased IS NOT NULL");
    }

    /// <summary>The ids of the deliveries with an attempt that nobody ended, and the most attempts that any other one had.</summary>
    public (IReadOnlyList<string> Lost, long MostAttemptsOfOthers) Attempts()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT DISTINCT d.id FROM attempt a JOIN delivery d ON d.seq = a.delivery WHERE a.outcome = 'lost' ORDER BY d.id";
        using var reader = command.ExecuteReader();
        var lost = new List<string>();
        while (reader.Read())
            lost.Add(reader.GetString(0));
        return (lost, Scalar(
            connection,
            "SELECT max(attempts) FROM handling WHERE delivery NOT IN (SELECT delivery FROM attempt WHERE outcome = 'lost')"));
    }

    /// <summary>Waits until so many deliveries are stored and all of them are completed.</summary>
    public Task WaitCompletedAsync(int count, ServiceProcess service)
    {
        var (stored, completed) = (0L, 0L);
        return Wait.UntilAsync(
            () =>
            {
                Assert.False(service.HasExited, $"The service ended.\n{service.Tail()}");
                using var connection = Open();
                stored = Scalar(connection, "SELECT count(*) FROM delivery");
                completed = Scalar(connection, $"SELECT count(*) FROM delivery WHERE state = {Completed}");
                return stored == count && completed == count;
            },
            () => $"{count} deliveries completed. Stored: {stored}, completed: {completed}.\n{service.Tail()}");
    }

    /// <summary>
    /// The acknowledged deliveries that are not there exactly once with the bytes that were sent.
    /// </summary>
    public IReadOnlyList<string> Lost(IEnumerable<OutgoingDelivery> acknowledged)
    {
        var stored = Deliveries().ToLookup(delivery => delivery.Id);
        return
        [
            .. acknowledged
                .Where(sent => stored[sent.Id].ToList() is not [{ Copy: 0 } one] || one.Sha256 != sent.Sha256)
                .Select(sent => sent.Id),
        ];
    }

    /// <summary>Fails unless all of it is there.</summary>
    public void AssertKeeps(IReadOnlyList<OutgoingDelivery> acknowledged)
    {
        var lost = Lost(acknowledged);
        Assert.True(
            lost.Count == 0,
            $"{lost.Count} of {acknowledged.Count} deliveries that were answered 200 are not in the inbox as they were sent: "
                + $"{string.Join(", ", lost.Take(5))} ...");
    }

    /// <summary>Fails unless SQLite finds every page, index and row of the file in order.</summary>
    public void AssertSound()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", command.ExecuteScalar());
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }
}
