using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>Options of the SQLite inbox.</summary>
public sealed class SqliteInboxOptions
{
    /// <summary>
    /// The path of the database file; a relative one counts from the working directory. Default <c>data/inbox.db</c>. A missing directory
    /// is created with mode 0700, the files with mode 0600. It belongs on a local disk: on tmpfs, an overlay or a network file system a
    /// delivery that was answered 200 can be lost.
    /// </summary>
    public string Path { get; set; } = "data/inbox.db";

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Path), SettingsShape.Text));
}
