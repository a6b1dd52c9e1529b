using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>A database file together with those that SQLite puts beside it, while nobody has it open.</summary>
internal static class DatabaseFiles
{
    /// <summary>What is added to the name of the database.</summary>
    public static IReadOnlyList<string> Companions { get; } = ["-wal", "-shm", "-journal"];

    public static void Remove(string path)
    {
        File.Delete(path);
        foreach (var suffix in Companions)
            File.Delete(path + suffix);
    }

    /// <summary>Runs an action on it.</summary>
    /// <exception cref="InboxStartException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static T Explained<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.IsDamage(failure)
                ? new InboxStartException($"{path} is damaged or not a SQLite database: {failure.Message.TrimEnd('.')}.", failure)
                : new IOException($"{path}: {failure.Message}", failure);
        }
    }

    /// <inheritdoc cref="Explained{T}"/>
    public static void Explained(string path, Action action) => Explained(path, () =>
    {
        action();
        return true;
    });
}
