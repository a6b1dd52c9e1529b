using System.Text;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>A mount, as the text of <c>/proc/self/mountinfo</c> describes it (proc(5)).</summary>
/// <param name="Point">The path that it is mounted at.</param>
/// <param name="Type">The file system's type, for example <c>ext4</c>.</param>
/// <param name="Device">The number of its device, for example <c>98:0</c>.</param>
internal readonly record struct MountInfo(string Point, string Type, string Device)
{
    /// <summary>Why an inbox should not lie here. Null: it may.</summary>
    public string? Danger => Type switch
    {
        "tmpfs" or "ramfs" => "it is memory, and is lost at a restart of the machine or container",
        "overlay" or "aufs" => "it is the container's own layer, and is lost with the container",
        "nfs" or "nfs4" or "cifs" or "smb" or "smb2" or "smb3" or "smbfs" or "ncpfs" or "afs" or "9p" or "ceph" or "glusterfs" or "lustre"
            or "fuse.sshfs" or "fuse.glusterfs" or "fuse.ceph" or "fuse.s3fs" or "fuse.rclone" or "fuse.gcsfuse" or "fuse.blobfuse2"
            => "it is a network file system, whose locks and syncs SQLite cannot rely on",
        _ => null,
    };

    /// <summary>
    /// The mount that a path lies on: the one with the longest mount point, and of several at that point the last, which hides the others.
    /// </summary>
    public static MountInfo? Find(string mountInfo, string path)
    {
        MountInfo? found = null;
        foreach (var line in mountInfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parse(line) is { } mount && Holds(mount.Point, path) && mount.Point.Length >= (found?.Point.Length ?? 0))
                found = mount;
        }

        return found;
    }

    // 36 35 98:0 /root /mount/point rw,noatime shared:1 - ext3 /dev/sda1 rw. Before the lone dash there are six or more fields.
    private static MountInfo? Parse(string line)
    {
        var fields = line.Split(' ');
        var dash = Array.IndexOf(fields, "-", 6 < fields.Length ? 6 : 0);
        return dash < 6 || dash + 1 >= fields.Length ? null : new MountInfo(Unescape(fields[4]), fields[dash + 1], fields[2]);
    }

    private static bool Holds(string point, string path) =>
        path.StartsWith(point, StringComparison.Ordinal)
        && (point.EndsWith('/') || path.Length == point.Length || path[point.Length] == '/');

    // Blanks, tabs, line feeds and backslashes are written as a backslash and three octal digits: \040.
    private static string Unescape(string field)
    {
        var text = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length && field.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                text.Append((char)(((field[i + 1] - '0') * 64) + ((field[i + 2] - '0') * 8) + (field[i + 3] - '0')));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }

        return text.ToString();
    }
}
