using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Cli.Tests.Commands.Transfer;

/// <summary>What was erased does not come back by an export, a backup or another inbox.</summary>
public sealed class ErasureTransferTests : IDisposable
{
    private const string Ada = "4974a66b-7493-4f41-908c-58ba81093947";

    private readonly TemporaryInbox _files = new();
    private readonly List<TemporaryInbox> _inboxes = [];

    public void Dispose()
    {
        _files.Dispose();
        _inboxes.ForEach(inbox => inbox.Dispose());
    }

    [Fact]
    public async Task Erasures_go_along_with_an_export_and_erase_in_the_other_inbox_what_comes_there()
    {
        var source = await ErasingAsync();
        var target = New();

        var exported = await Keyed.Export(FileName, "--sqlite", source.File);
        var imported = await Keyed.Import(FileName, "--sqlite", target.File);

        Assert.Equal((0, 0), (exported.ExitCode, imported.ExitCode));
        var lines = await File.ReadAllTextAsync(FileName);
        Assert.Contains("\"version\":4", lines, StringComparison.Ordinal);
        Assert.DoesNotContain(Ada, lines, StringComparison.Ordinal);
        await ErasesAsync(target);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Erasures_alone_are_taken_to_an_inbox_that_has_what_they_erase(bool encrypted, bool hasOwnKey)
    {
        var keys = encrypted ? Keys("a") : EncryptionKeys.None;
        string[] options = encrypted ? ["--encryption-key-file", KeyFile("a")] : [];
        var source = await ErasingAsync(keys);
        var target = New(keys);
        await target.DoAsync(async inbox =>
        {
            await inbox.AppendAsync([new(TemporaryInbox.Delivery("before", $"[\"{Ada}\"]"), [])], default);
            if (hasOwnKey)
                await HashKeys.OpenAsync(inbox, keys, default);
        });

        var exported = await ToolRun.Of(["inbox", "erasures", "export", FileName, "--sqlite", source.File, .. options]);
        var imported = await ToolRun.Of(["inbox", "erasures", "import", FileName, "--sqlite", target.File, .. options]);
        var again = await ToolRun.Of(["inbox", "erasures", "import", FileName, "--sqlite", target.File, .. options]);

        Assert.Equal((0, 0, 0), (exported.ExitCode, imported.ExitCode, again.ExitCode));
        Assert.StartsWith("Exported: 1 erasure", exported.Out, StringComparison.Ordinal);
        Assert.StartsWith("Imported: 1 erasure", imported.Out, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileName));
        await target.DoAsync(async inbox =>
        {
            await RunAsync(inbox, keys);
            Assert.Equal(PayloadState.Gone, (await inbox.ReadPayloadAsync(1, default)).State);
        });
        await ErasesAsync(target);
    }

    [Fact]
    public async Task A_file_whose_name_ends_in_gz_is_packed_and_read_as_any_other()
    {
        var (source, target, packed) = (await ErasingAsync(), await TemporaryInbox.FilledAsync(), _files.Path("erasures.gz"));
        _inboxes.Add(target);

        var exported = await ToolRun.Of(["inbox", "erasures", "export", packed, "--sqlite", source.File]);
        var imported = await ToolRun.Of(["inbox", "erasures", "import", packed, "--sqlite", target.File]);

        Assert.Equal((0, 0), (exported.ExitCode, imported.ExitCode));
        Assert.Equal([0x1f, 0x8b], (await File.ReadAllBytesAsync(packed))[..2]);
        await ErasesAsync(target);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"format":"spotnana-webhooks-erasures","version":1,"hashKeys":[null],"erasures":[]}""")]
    [InlineData("""{"format":"spotnana-webhooks-erasures","version":1,"hashKeys":[],"erasures":[null]}""")]
    [InlineData("{}")]
    [InlineData("""{"format":"spotnana-webhooks-erasures","version":2,"hashKeys":[],"erasures":[]}""")]
    [InlineData("""{"format":"spotnana-webhooks-erasures","version":1,"hashKeys":[{"id":"x","isOwn":true,"value":"AAAA"}],"erasures":[]}""")]
    [InlineData("""{"format":"spotnana-webhooks-erasures","version":1,"hashKeys":[],"erasures":[],"more":1}""")]
    public async Task A_file_that_is_none_is_refused_and_nothing_is_stored(string content)
    {
        await File.WriteAllTextAsync(FileName, content);
        var target = await TemporaryInbox.FilledAsync();
        _inboxes.Add(target);

        var run = await ToolRun.Of(["inbox", "erasures", "import", FileName, "--sqlite", target.File]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Nothing was imported.", run.Error, StringComparison.Ordinal);
        await target.DoAsync(async inbox => Assert.Empty(await inbox.ListErasuresAsync(null, 10, default)));
    }

    private string FileName => _files.Path("file");

    private TemporaryInbox New(EncryptionKeys? keys = null)
    {
        var inbox = new TemporaryInbox { Keys = keys ?? EncryptionKeys.None };
        _inboxes.Add(inbox);
        return inbox;
    }

    /// <summary>An inbox that has erased somebody.</summary>
    private async Task<TemporaryInbox> ErasingAsync(EncryptionKeys? keys = null)
    {
        var source = New(keys);
        await source.DoAsync(async inbox =>
        {
            await inbox.AppendAsync([new(TemporaryInbox.Delivery("erased", $"[\"{Ada}\"]"), [])], default);
            var own = (await HashKeys.OpenAsync(inbox, source.Keys, default)).Own;
            await inbox.AddErasureAsync(Erasure.Requested(ErasureKind.Traveler, Ada, "ops", own, ToolRun.Now), default);
            await RunAsync(inbox, source.Keys);
            Assert.Equal(PayloadState.Gone, (await inbox.ReadPayloadAsync(1, default)).State);
        });
        return source;
    }

    private static Task ErasesAsync(TemporaryInbox target) => target.DoAsync(async inbox =>
    {
        await inbox.AppendAsync([new(TemporaryInbox.Delivery("late", $"[\"{Ada}\"]"), [])], default);
        var late = Assert.Single(await inbox.FindAsync("late", null, default)).Delivery.Sequence;
        Assert.Equal(PayloadState.Found, (await inbox.ReadPayloadAsync(late, default)).State);
        await RunAsync(inbox, target.Keys);
        Assert.Equal(PayloadState.Gone, (await inbox.ReadPayloadAsync(late, default)).State);
    });

    private static async Task RunAsync(SqliteInbox inbox, EncryptionKeys keys)
    {
        var rules = new ErasureRules(TimeSpan.FromDays(3), TimeSpan.FromDays(30), TimeSpan.FromDays(400), _ => []);
        var eraser = new Eraser(inbox, inbox, inbox, keys, rules, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(ToolRun.Now));
        while ((await eraser.RunAsync(default)).IsMoreToDo)
        {
        }
    }

    private string KeyFile(string name)
    {
        var path = _files.Path(name);
        File.WriteAllText(path, Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
        return path;
    }

    private EncryptionKeys Keys(string name)
    {
        Assert.Empty(EncryptionKeys.Read("keys", KeyFile(name), out var keys));
        return keys;
    }
}
