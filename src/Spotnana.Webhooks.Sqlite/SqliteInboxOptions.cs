namespace Spotnana.Webhooks.Sqlite;

/// <summary>Where the SQLite inbox lives.</summary>
public sealed class SqliteInboxOptions
{
    /// <summary>
    /// The database file. Default <c>data/inbox.db</c>, relative to the working directory. A missing directory is created with mode 0700,
    /// the files in it with mode 0600. It belongs on a local disk: on tmpfs, an overlay or a network file system 200 promises too much.
    /// </summary>
    public string Path { get; set; } = "data/inbox.db";
}
