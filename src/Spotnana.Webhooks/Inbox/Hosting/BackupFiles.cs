using System.Globalization;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>The files of the backup folder that are named as backups are. All others are left alone.</summary>
internal sealed class BackupFiles(string folder)
{
    private const string Format = "'inbox-'yyyyMMdd'T'HHmmss'Z.db'";
    private const string Partial = ".partial";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Folder { get; } = Path.GetFullPath(folder);

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Makes the folder if it is missing.</summary>
    /// <exception cref="InboxStartException">There can be no such folder.</exception>
    public void MakeFolder()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(Folder);
            else
                Directory.CreateDirectory(Folder, Private);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InboxStartException(
                $"{BackupKeeper.Setting} is {folder}, which is no folder and cannot be made: {failure.Message} Set it to another folder.",
                failure);
        }
    }

    /// <summary>
    /// All backups with the times in their names, the newest first. One whose name lies ahead of the clock was made before now as well, by
    /// a clock that was wrong: it counts as older than those whose names do not.
    /// </summary>
    public List<(string Name, DateTimeOffset CreatedAt)> Read(DateTimeOffset now) =>
    [
        .. Directory.EnumerateFiles(Folder).Select(path => (Name: Path.GetFileName(path), CreatedAt: TimeIn(Path.GetFileName(path))))
            .Where(file => file.CreatedAt is not null).Select(file => (file.Name, file.CreatedAt!.Value))
            .OrderBy(file => file.Value > now).ThenByDescending(file => file.Value),
    ];

    /// <summary>The name of a backup that is begun now. Where there is one of this second, the next second's.</summary>
    public (string Name, DateTimeOffset CreatedAt) Next(DateTimeOffset now)
    {
        var second = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        while (File.Exists(PathOf(NameAt(second))))
            second = second.AddSeconds(1);
        return (NameAt(second), second);
    }

    /// <summary>Removes what a backup left that was interrupted, by the end of the process.</summary>
    public void RemovePartial()
    {
        foreach (var path in Directory.EnumerateFiles(Folder, "inbox-*"))
        {
            var name = Path.GetFileName(path);
            if (name.IndexOf(Partial, StringComparison.Ordinal) is > 0 and var at && TimeIn(name[..at]) is not null)
                File.Delete(path);
        }
    }

    public void Remove(string name) => File.Delete(PathOf(name));

    private static string NameAt(DateTimeOffset second) => second.ToString(Format, CultureInfo.InvariantCulture);

    private static DateTimeOffset? TimeIn(string name) =>
        DateTimeOffset.TryParseExact(name, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && NameAt(time) == name
            ? time
            : null;
}
