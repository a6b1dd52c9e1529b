using Spotnana.Webhooks.Sqlite.Files;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

public sealed class MountInfoTests
{
    private const string Text =
        """
        21 1 0:20 / / rw,relatime - overlay overlay rw,lowerdir=/a:/b
        22 21 0:21 / /proc rw - proc proc rw
        23 21 8:1 /volumes/x /data rw,noatime shared:1 master:2 propagate_from:3 - ext4 /dev/sda1 rw
        24 23 0:30 / /data/my\040share rw - cifs //server/share rw
        25 21 0:31 / /mnt rw - ext4 /dev/sdb1 rw
        26 25 0:32 / /mnt rw shared:9 - nfs4 server:/export rw
        nonsense
        27 21 0:33 / /odd
        """;

    [Theory]
    [InlineData("/inbox.db", "/", "overlay", "0:20")]
    [InlineData("/data/inbox.db", "/data", "ext4", "8:1")]
    [InlineData("/data", "/data", "ext4", "8:1")]
    [InlineData("/database/inbox.db", "/", "overlay", "0:20")]
    [InlineData("/data/my share/inbox.db", "/data/my share", "cifs", "0:30")]
    [InlineData("/mnt/inbox.db", "/mnt", "nfs4", "0:32")]
    [InlineData("/odd/inbox.db", "/", "overlay", "0:20")]
    public void The_longest_mount_point_wins_and_hides_what_is_below(string path, string point, string type, string device) =>
        Assert.Equal(new MountInfo(point, type, device), MountInfo.Find(Text, path));

    [Fact]
    public void Without_mounts_nothing_is_found() => Assert.Null(MountInfo.Find("", "/data/inbox.db"));

    [Theory]
    [InlineData("tmpfs", true)]
    [InlineData("ramfs", true)]
    [InlineData("overlay", true)]
    [InlineData("nfs", true)]
    [InlineData("nfs4", true)]
    [InlineData("cifs", true)]
    [InlineData("smb3", true)]
    [InlineData("fuse.sshfs", true)]
    [InlineData("9p", true)]
    [InlineData("ext4", false)]
    [InlineData("xfs", false)]
    [InlineData("btrfs", false)]
    public void Memory_layers_and_networks_are_dangerous(string type, bool dangerous) =>
        Assert.Equal(dangerous, new MountInfo("/", type, "8:1").Danger is not null);
}
