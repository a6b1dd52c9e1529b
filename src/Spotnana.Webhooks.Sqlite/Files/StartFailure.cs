using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;
using SQLitePCL;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>Says why a file does not open, and how to fix it.</summary>
internal static class StartFailure
{
    public static bool IsExpected(Exception failure) => failure is SqliteException or IOException or UnauthorizedAccessException;

    public static InboxStartException ToInboxException(Exception failure, string path) =>
        new($"The inbox file {path} cannot be opened: {failure.Message.TrimEnd('.')}. {Fix(failure, path)}. Nothing was deleted.", failure);

    private static string Fix(Exception failure, string path) => failure is not SqliteException sqlite
        ? "Make the file and its directory belong to the user of this process, or set Inbox:Sqlite:Path to another place"
        : sqlite.SqliteErrorCode switch
        {
            raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT => $"It is damaged or not a SQLite database. {SqliteFailure.Fix(path)}",
            raw.SQLITE_FULL => "The disk is full: free some space",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another program writes to it: end that program",
            raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM => "Make the file and its directory writable for this process",
            _ => "Look at the disk and the system's log",
        };
}
