using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Checking;

/// <summary>An inbox file that nobody writes to, opened so that nothing in it or beside it changes.</summary>
internal sealed class QuietFile : IDisposable
{
    private readonly string? _index;

    public QuietFile(string path)
    {
        var hasLog = new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };
        _index = hasLog && !File.Exists(path + "-shm") ? path + "-shm" : null;
        Session = hasLog ? SqliteSession.OpenToRead(path) : SqliteSession.OpenToRead(UnchangingOf(path));
    }

    public SqliteSession Session { get; }

    public void Dispose()
    {
        Session.Dispose();
        if (_index is not null)
            File.Delete(_index); // which only reading the log has made
    }

    // Without a log SQLite need not look for one, nor make the files that it would need for that.
    private static string UnchangingOf(string path)
    {
        var steps = path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString);
        return $"file:{(OperatingSystem.IsWindows() ? "/" : "")}{string.Join('/', steps)}?immutable=1";
    }
}
