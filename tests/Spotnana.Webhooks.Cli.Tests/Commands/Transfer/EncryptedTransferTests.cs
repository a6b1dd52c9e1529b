using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Cli.Tests.Commands.Transfer;

/// <summary>An inbox whose bodies are encrypted: its export is too, unless it is wanted plain.</summary>
public sealed class EncryptedTransferTests : IDisposable
{
    private static readonly string _body = Convert.ToBase64String(TemporaryInbox.Delivery("msg_7").Body.Span);

    private readonly TemporaryInbox _files = new();
    private readonly TemporaryInbox _target = new();

    public void Dispose()
    {
        _files.Dispose();
        _target.Dispose();
    }

    [Fact]
    public async Task Bodies_stay_encrypted_in_the_file_and_an_import_with_the_key_reads_them()
    {
        using var source = await TemporaryInbox.FilledAsync(keys: Keys("a"));

        var exported = await Keyed.Export(FileName, "--sqlite", source.File, "--encryption-key-file", KeyFile("a"));

        Assert.Equal(0, exported.ExitCode);
        Assert.Contains("Bodies stay encrypted", exported.Error, StringComparison.Ordinal);
        var lines = await File.ReadAllTextAsync(FileName);
        Assert.DoesNotContain(_body, lines, StringComparison.Ordinal);
        Assert.Contains($"\"bodyKey\":\"{Keys("a").First!.Id}\"", lines, StringComparison.Ordinal);
        Assert.Contains("\"version\":3", lines, StringComparison.Ordinal);

        var imported = await Keyed.Import(FileName, "--sqlite", _target.File, "--encryption-key-file", KeyFile("b", "a"));

        Assert.Equal(0, imported.ExitCode);
        Assert.Contains("Read back and compared", imported.Out, StringComparison.Ordinal);
        var target = new TemporaryInbox { Keys = Keys("b") }; // what comes in is encrypted with the first key
        File.Copy(_target.File, target.File);
        Assert.Equal(40, (await target.IdsAsync()).Count);
        await target.DoAsync(async engine =>
        {
            await foreach (var record in engine.ReadDeliveriesAsync(default))
                Assert.Equal(record.HasBody ? record.Bytes : 0, record.Delivery.Body.Length);
        });
        target.Dispose();
    }

    [Fact]
    public async Task Error_texts_stay_encrypted_in_the_file_and_an_import_with_the_key_reads_them()
    {
        const string Error = "No such traveler: Zoë Doe";
        using var source = new TemporaryInbox { Keys = Keys("a") };
        await source.DoAsync(async engine =>
        {
            await engine.AppendAsync([new(TemporaryInbox.Delivery("msg_1"), ["ledger"])], default);
            var lease = Assert.Single(await engine.LeaseAsync("ledger", 1, TimeSpan.FromMinutes(1), default));
            await engine.SettleAsync(Settlement.Dead(lease, TimeSpan.FromSeconds(1), Error, DeadReason.Rejected), next: null, default);
        });

        await Keyed.Export(FileName, "--sqlite", source.File, "--encryption-key-file", KeyFile("a"));
        Assert.DoesNotContain("traveler", await File.ReadAllTextAsync(FileName), StringComparison.Ordinal);
        var imported = await Keyed.Import(FileName, "--sqlite", _target.File, "--encryption-key-file", KeyFile("b", "a"));

        Assert.Contains("Read back and compared: the inbox holds what the file holds", imported.Out, StringComparison.Ordinal);
        using var target = new TemporaryInbox { Keys = Keys("b") };
        File.Copy(_target.File, target.File);
        await target.DoAsync(async engine =>
        {
            await foreach (var record in engine.ReadDeliveriesAsync(default))
                Assert.Equal(Error, Assert.Single(record.Attempts).Error);
        });
    }

    [Fact]
    public async Task An_import_without_the_key_names_it_and_stores_nothing()
    {
        using var source = await TemporaryInbox.FilledAsync(keys: Keys("a"));
        await Keyed.Export(FileName, "--sqlite", source.File, "--encryption-key-file", KeyFile("a"));

        var run = await Keyed.Import(FileName, "--sqlite", _target.File, "--encryption-key-file", KeyFile("b"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"encrypted with key {Keys("a").First!.Id}", run.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was imported.", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_target.File));
    }

    [Fact]
    public async Task Plain_is_said_aloud_and_needs_no_key_to_be_read()
    {
        using var source = await TemporaryInbox.FilledAsync(keys: Keys("a"));

        var exported = await Keyed.Export(FileName, "--sqlite", source.File, "--encryption-key-file", KeyFile("a"), "--plain");

        Assert.Equal(0, exported.ExitCode);
        Assert.Contains("in the clear", exported.Error, StringComparison.Ordinal);
        Assert.Contains(_body, await File.ReadAllTextAsync(FileName), StringComparison.Ordinal);
        Assert.Equal(0, (await Keyed.Import(FileName, "--sqlite", _target.File)).ExitCode);
    }

    [Fact]
    public async Task Without_any_key_an_encrypted_inbox_is_not_exported()
    {
        using var source = await TemporaryInbox.FilledAsync(keys: Keys("a"));

        var run = await Keyed.Export(FileName, "--sqlite", source.File);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Inbox:EncryptionKeyFile", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(FileName));
    }

    [Fact]
    public async Task A_key_file_that_cannot_be_used_is_wrong_usage()
    {
        await File.WriteAllTextAsync(_files.Path("bad"), "short");
        using var source = await TemporaryInbox.FilledAsync();

        var run = await Keyed.Export(FileName, "--sqlite", source.File, "--encryption-key-file", _files.Path("bad"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is not Base64 of 32 bytes", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("short", run.Error, StringComparison.Ordinal);
    }

    private string FileName => _files.Path("out.jsonl");

    private string KeyFile(params string[] names)
    {
        var path = _files.Path("keys-" + string.Concat(names));
        File.WriteAllLines(path, names.Select(name => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(name)))));
        return path;
    }

    private EncryptionKeys Keys(params string[] names)
    {
        Assert.Empty(EncryptionKeys.Read("keys", KeyFile(names), out var keys));
        return keys;
    }
}
