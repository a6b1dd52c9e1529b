using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Checking;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.Sqlite.Schema;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>Checks all of an inbox file, or of a backup, and changes nothing.</summary>
public static class SqliteCheck
{
    private const int MostDamages = 100;

    /// <summary>
    /// Checks the file itself, that its rows agree with each other, and that each body can be read and matches its SHA-256. It takes as
    /// long as to read the file a few times.
    /// </summary>
    /// <param name="path">The path of the file. Its log, where it has one, counts.</param>
    /// <param name="keys">The keys of its bodies.</param>
    /// <param name="withBodies">Whether to read the bodies.</param>
    /// <param name="onBody">Called for each body that was looked at. Null: nobody wants to know.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <exception cref="InboxStartException">A service uses the file, so that it changes meanwhile: check a backup instead.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SqliteCheckReport Run(
        string path, EncryptionKeys keys, bool withBodies, Action? onBody, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(keys);
        path = ResolvedPath.Of(path);

        // The service makes this file before it opens the inbox. Beside a backup there is none, and none is made.
        using var owner = File.Exists(path + ".lock") ? OwnerLock.TryTake(path + ".lock") ?? throw InUse(path) : null;
        var findings = new Findings();
        if (!LogFile.MayBelongTo(path))
        {
            findings.Add($"the log {path}-wal does not belong to it");
            return new SqliteCheckReport(0, 0, 0, 0, findings.Count, findings.First);
        }

        long version = 0, deliveries = 0;
        Bodies? bodies = null;
        try
        {
            using var file = new QuietFile(path);
            SqliteSchema.CheckThere(file.Session, path);
            version = file.Session.ReadInteger("SELECT value FROM meta WHERE key = 'schema_version'");
            foreach (var damage in Damages(file.Session))
                findings.Add(damage);
            deliveries = file.Session.ReadInteger("SELECT count(*) FROM delivery");
            Consistency.Check(file.Session, findings, cancellationToken);
            bodies = new Bodies(file.Session, keys, findings);
            if (withBodies)
                bodies.Check(onBody, cancellationToken);
        }
        catch (InboxStartException failure)
        {
            findings.Add(failure.Message);
        }
        catch (SqliteException failure)
        {
            findings.Add($"it cannot be read to its end: {failure.Message}");
        }

        return new SqliteCheckReport(
            version, deliveries, bodies?.Checked ?? 0, bodies?.WithoutKey ?? 0, findings.Count, findings.First);
    }

    private static List<string> Damages(SqliteSession session)
    {
        using var statement = session.PrepareOnce($"PRAGMA integrity_check({MostDamages})");
        return statement.ReadAll(static row => row.Text(0)) is var found and not ["ok"] ? found : [];
    }

    private static InboxStartException InUse(string path) => new(
        $"A service uses {path}. Check a backup of it instead: inbox backup FILE, and then inbox check FILE.");
}
