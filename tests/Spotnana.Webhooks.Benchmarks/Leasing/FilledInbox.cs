using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Benchmarks.Load.Traffic;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Benchmarks.Leasing;

/// <summary>
/// An inbox in a folder of its own, filled. Deliveries that wait are appended as usual, settled ones are written straight into the tables.
/// </summary>
internal sealed class FilledInbox : IAsyncDisposable
{
    public const string Hot = "pnr/hot";
    public const int AppendedAtOnce = 50;

    private const int PerSubject = 4;
    private const int BodyBytes = 1024;

    // A piece of a booking: it compresses as bookings do.
    private static readonly byte[] _body = Body.Read().AsSpan(0, BodyBytes).ToArray();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inbox-benchmark-");

    private readonly bool _hasHot;
    private int _appended;

    private FilledInbox(Load load)
    {
        _hasHot = load.OfOneSubject > 0;
        Inbox = new SqliteInbox(new SqliteInboxOptions { Path = File }, TimeProvider.System, NullLogger<SqliteInbox>.Instance);
    }

    public SqliteInbox Inbox { get; }

    public string File => Path.Combine(_folder.FullName, "inbox.db");

    public long Bytes => _folder.EnumerateFiles().Sum(file => file.Length);

    public static async Task<FilledInbox> CreateAsync(Load load)
    {
        var filled = new FilledInbox(load);
        await filled.Inbox.TryOpenAsync(default);
        if (load.Settled > 0)
            AddSettled(filled.File, load.Settled, DateTimeOffset.UnixEpoch);
        foreach (var batch in Pending(load).Chunk(500))
            await filled.Inbox.AppendAsync(batch, default);
        return filled;
    }

    /// <summary>A new file of settled deliveries.</summary>
    /// <param name="file">Its path; its folder is there.</param>
    /// <param name="count">How many.</param>
    /// <param name="settledAt">When the first one was settled; each further one a microsecond later.</param>
    public static async Task FillAsync(string file, int count, DateTimeOffset settledAt)
    {
        var options = new SqliteInboxOptions { Path = file };
        await using var inbox = new SqliteInbox(options, TimeProvider.System, NullLogger<SqliteInbox>.Instance);
        await inbox.TryOpenAsync(default);
        AddSettled(file, count, settledAt);
    }

    public Task<TimeSpan> LeaseOnceAsync() => LeaseTurns.LeaseOnceAsync(Inbox, _hasHot);

    /// <summary>Stores a few, with their bodies in the form in which the intake hands them over.</summary>
    /// <returns>How long storing them took.</returns>
    public async Task<TimeSpan> AppendOnceAsync()
    {
        var entries = new InboxEntry[AppendedAtOnce];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = NewEntry($"msg_appended_{_appended}", $"pnr/appended {_appended % 1000}", _appended++);
            entries[i] = entry with { Stored = Inbox.Encode(entry.Delivery) };
        }

        var started = Stopwatch.GetTimestamp();
        await Inbox.AppendAsync(entries, default);
        var taken = Stopwatch.GetElapsedTime(started);
        foreach (var entry in entries)
            entry.Stored?.Dispose();
        return taken;
    }

    public IEnumerable<string> Plan(string sql)
    {
        using var connection = Connect(File);
        using var command = new SqliteCommand("EXPLAIN QUERY PLAN " + sql, connection);
        foreach (var name in (string[])["$handler", "$now", "$count", "$lane"])
        {
            if (sql.Contains(name, StringComparison.Ordinal))
                command.Parameters.AddWithValue(name, 1);
        }

        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return reader.GetString(3);
    }

    public async ValueTask DisposeAsync()
    {
        await Inbox.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static IEnumerable<InboxEntry> Pending(Load load)
    {
        for (var i = 0; i < load.Pending; i++)
            yield return NewEntry(
                $"msg_pending_{i}", i < load.OfOneSubject ? Hot : $"pnr/{i / (load.OfOneSubject > 0 ? PerSubject : 1)}", i);
    }

    private static InboxEntry NewEntry(string id, string subject, int number) => Entries.Make(id, subject, number, [.. _body]);

    private static void AddSettled(string file, int count, DateTimeOffset settledAt)
    {
        var first = UnixTime.ToMicroseconds(settledAt);
        var json = new EventTemplate(kilobytes: 1, subjects: 1).Bytes; // what is no JSON is looked through byte by byte by an erasure
        using var body = new BodyCodec(new SnappyCompression(), EncryptionKeys.None).Encode(json, default);
        using var connection = Connect(file);
        using var command = new SqliteCommand(
            $"""
            PRAGMA synchronous = OFF;
            PRAGMA cache_size = -262144;
            BEGIN;
            CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
                SELECT i, i + {first} AS at FROM n;
            INSERT INTO lane (handler, subscription, subject, last_version, last_occurred_at)
                SELECT '{Entries.Handler}', 'spotnana', 'pnr/settled ' || i, 4, at FROM n WHERE i % {PerSubject} = 0;
            INSERT INTO delivery (subscription, id, sha256, event_type, operation, organization_id, subject, version, occurred_at, sent_at,
                    received_at, trace_id, span_id, bytes, state, settled_at)
                SELECT 'spotnana', 'msg_settled_' || i, randomblob(32), 'PNR_V3', 'BOOKING_TICKETED', '9ff4b65f-1a17-4f0e-a2b6-3a9d2f6f2c11',
                    'pnr/settled ' || (i - i % {PerSubject}), 1, at, at, at, '80f198ee56343ba864fe8b2a57d3eff7', 'e457b5a2e4d86bd1', {json.Length}, 1, at FROM n;
            INSERT INTO payload (seq, codec, body) SELECT i, {SnappyCompression.Number}, $body FROM n;
            INSERT INTO handling (delivery, handler, lane, occurred_at, received_at, due_at, state, attempts, settled_at)
                SELECT i, '{Entries.Handler}', 1 + i / {PerSubject}, at, at, at, 1, 1, at FROM n;
            INSERT INTO attempt (delivery, handler, number, started_at, milliseconds, outcome) SELECT i, '{Entries.Handler}', 1, at, 12, 'completed' FROM n;
            INSERT INTO delivery_tally VALUES (1, {count}) ON CONFLICT DO UPDATE SET count = count + {count};
            COMMIT;
            """,
            connection);
        command.Parameters.AddWithValue("$body", body!.Bytes.ToArray());
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Connect(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }
}
