using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

/// <summary><c>inbox rekey</c> on a file that no service owns.</summary>
public sealed class RekeyTests : IDisposable
{
    private readonly TemporaryInbox _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task All_bodies_of_a_file_get_the_first_key()
    {
        using var inbox = await TemporaryInbox.FilledAsync();

        var run = await ToolRun.Of("inbox", "rekey", "--sqlite", inbox.File, "--encryption-key-file", KeyFile("new"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal($"Encrypted with {Keys("new").First!.Id}: bodies 39, error texts 0, hash keys 0\n", run.Out);
        var again = await ToolRun.Of("inbox", "rekey", "--sqlite", inbox.File, "--encryption-key-file", KeyFile("new"), "--json");
        Assert.Equal($$"""{"keyId":"{{Keys("new").First!.Id}}","bodies":0,"errors":0,"hashKeys":0,"missingKey":0,"damaged":0}""" + "\n", again.Out);
    }

    [Fact]
    public async Task The_inbox_and_the_keys_that_the_environment_names_are_used()
    {
        using var inbox = await TemporaryInbox.FilledAsync(keys: Keys("old"));

        var run = await ToolRun.WithEnvironment(
            new Dictionary<string, string>
            {
                ["Inbox__Sqlite__Path"] = inbox.File,
                ["Inbox__EncryptionKeyFile"] = KeyFile("new", "old"),
            },
            "inbox", "rekey");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("bodies 39", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_whose_key_is_missing_is_told_and_is_a_failure()
    {
        using var inbox = await TemporaryInbox.FilledAsync(keys: Keys("lost"));

        var run = await ToolRun.Of("inbox", "rekey", "--sqlite", inbox.File, "--encryption-key-file", KeyFile("new"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Left alone: 39 whose key is missing, 0 that are damaged.", run.Error, StringComparison.Ordinal);
        Assert.Contains(Keys("lost").First!.Id, run.Error, StringComparison.Ordinal);
    }

    [PostgreSqlFact]
    public async Task A_database_is_brought_to_the_first_key_beside_the_service_that_uses_it()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await File.WriteAllTextAsync(_files.Path("connection"), database.ConnectionString);
        await using var service = new PostgreSqlInbox(
            new PostgreSqlInboxOptions { ConnectionString = database.ConnectionString }, TimeProvider.System,
            NullLogger<PostgreSqlInbox>.Instance);
        Assert.True(await service.TryOpenAsync(default));
        await service.AppendAsync(
            [.. Enumerable.Range(0, 120).Select(i => new InboxEntry(TemporaryInbox.Delivery($"msg_{i}"), ["ledger"]))], default);

        var run = await ToolRun.OnRealClock(
            "inbox", "rekey", "--postgresql-file", _files.Path("connection"), "--encryption-key-file", KeyFile("new"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("bodies 120", run.Out, StringComparison.Ordinal);
        Assert.Equal([120], await database.QueryAsync("SELECT count(*) FROM payload WHERE key_id IS NOT NULL", row => row.GetInt64(0)));
    }

    [Fact]
    public async Task A_file_needs_its_keys_named()
    {
        using var inbox = await TemporaryInbox.FilledAsync();

        var run = await ToolRun.Of("inbox", "rekey", "--sqlite", inbox.File);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--encryption-key-file", run.Error, StringComparison.Ordinal);
    }

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
