using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>The backups that the service makes of its inbox: which there are, and which one goes when.</summary>
public sealed class Backups
{
    private readonly TimeProvider _time;
    private volatile IReadOnlyList<(string Name, DateTimeOffset CreatedAt)> _files = [];
    private volatile Tuple<string, DateTimeOffset>? _begun;
    private long _failures;

    internal Backups(IOptions<InboxOptions> options, TimeProvider time)
    {
        Options = options.Value.Backup;
        _time = time;
    }

    /// <summary>The settings. Without a folder there are no backups.</summary>
    public BackupOptions Options { get; }

    /// <summary>How many have failed since the start of this process.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>All that are there, the newest first, as of a minute ago at most.</summary>
    public IReadOnlyList<InboxBackup> List()
    {
        var (now, files) = (_time.GetUtcNow(), _files);
        var next = files is [var newest, ..] && newest.CreatedAt + Options.Every > now ? newest.CreatedAt + Options.Every : now;
        if (files is [(_, var ahead), ..] && ahead > now)
            next = now;
        return [.. files.Select((file, i) => new InboxBackup(file.Name, file.CreatedAt, GoesAt(i, next)))];
    }

    /// <summary>The newest one that holds what was there at a time and is gone since: one that was begun before.</summary>
    /// <param name="time">The time.</param>
    /// <returns>One that is being made counts, too. Null: there is none.</returns>
    public InboxBackup? NewestBefore(DateTimeOffset time)
    {
        var now = _time.GetUtcNow();
        if (_begun is (var name, var begun) && begun < time)
            return new InboxBackup(name, begun, GoesAt(-1, now));

        // Of one whose name lies ahead of the clock, nobody knows when it was made.
        return List().FirstOrDefault(backup => backup.CreatedAt < time || backup.CreatedAt > now);
    }

    internal DateTimeOffset? NewestAt => _files is [(_, var newest), ..] ? newest : null;

    internal void Show(IReadOnlyList<(string Name, DateTimeOffset CreatedAt)> files) => _files = files;

    internal void Begin(string name, DateTimeOffset at) => _begun = new(name, at);

    internal void End() => _begun = null;

    internal void Fail() => Interlocked.Increment(ref _failures);

    /// <param name="newer">How many newer ones there are. -1: it is the next one itself.</param>
    /// <param name="next">When the next one is due.</param>
    private DateTimeOffset GoesAt(int newer, DateTimeOffset next) => next + (Math.Max(0, Options.Keep - newer - 1) * Options.Every);
}
