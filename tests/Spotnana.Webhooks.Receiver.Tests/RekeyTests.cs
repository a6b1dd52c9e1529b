using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>The tool has a running service encrypt its inbox anew.</summary>
public sealed class RekeyTests : IDisposable
{
    private const int Stored = 3000;

    private readonly string _folder = Directory.CreateTempSubdirectory("rekey-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task While_deliveries_come_in_all_bodies_get_the_first_key_and_each_answer_is_200()
    {
        await FillAsync(EncryptionKeys.None, "plain");
        await FillAsync(Keys(1), "old");
        using (var receiver = Start(2, 1))
        {
            using var enough = new CancellationTokenSource();
            var answers = new ConcurrentBag<HttpStatusCode>();
            var senders = Enumerable.Range(0, 4).Select(_ => Task.Run(() => SendAsync(receiver, answers, enough.Token))).ToList();

            var call = await ToolCall.RunAsync(receiver, "inbox", "rekey");
            await enough.CancelAsync();
            await Task.WhenAll(senders);

            Assert.Equal((0, ""), (call.ExitCode, Said(call.Error)));
            Assert.Contains($"with {Keys(2).First!.Id}: bodies", call.Out, StringComparison.Ordinal);
            Assert.True(answers.Count > 50, $"only {answers.Count} deliveries came meanwhile");
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
            var key = ("@key", (object)Keys(2).First!.Id);
            Assert.Equal(
                2 * Stored + answers.Count, receiver.Query<long>("SELECT count(*) FROM payload WHERE key_id = @key", key));
            Assert.Equal(0, receiver.Query<long>("SELECT count(*) FROM payload WHERE key_id IS NOT @key", key));
            Assert.Equal("local rekey inbox: begun", Assert.Single(receiver.Audit()));
            Assert.Contains("Other keys can be removed", receiver.Log.Text, StringComparison.Ordinal);

            Assert.Equal("done", (await receiver.AskAsync("/api/rekey")).Json().Text("state"));
        }

        await using var inbox = Open(Keys(2));
        Assert.True(await inbox.TryOpenAsync(default));
        await foreach (var record in inbox.ReadDeliveriesAsync(default))
            Assert.Equal(record.Delivery.Sha256.ToArray(), SHA256.HashData(record.Delivery.Body.Span));
    }

    [Fact]
    public async Task A_body_whose_key_is_missing_is_told_and_left_alone()
    {
        await FillAsync(Keys(1), "lost", count: 3);
        using var receiver = Start(2);

        var call = await ToolCall.RunAsync(receiver, "inbox", "rekey", "--json");

        Assert.Equal(1, call.ExitCode);
        Assert.Contains("\"bodies\":0,\"errors\":0,\"hashKeys\":0,\"missingKey\":3,\"damaged\":0", call.Out, StringComparison.Ordinal);
        Assert.Contains($"lost 0 of spotnana: Its body is encrypted with key {Keys(1).First!.Id}", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_keys_it_is_refused()
    {
        using var receiver = new RunningReceiver();

        var call = await ToolCall.RunAsync(receiver, "inbox", "rekey");

        Assert.Equal(1, call.ExitCode);
        Assert.Contains("Inbox:EncryptionKeyFile is not set", call.Error, StringComparison.Ordinal);
        Assert.Equal("idle", (await receiver.AskAsync("/api/rekey")).Json().Text("state"));
    }

    [Fact]
    public async Task The_tool_does_not_touch_a_file_that_a_service_owns()
    {
        using var receiver = Start(2);
        receiver.Start();

        var call = await ToolCall.RunAsync(
            "inbox", "rekey", "--sqlite", receiver.InboxPath, "--encryption-key-file", Path.Combine(_folder, "keys"));

        Assert.Equal(1, call.ExitCode);
        Assert.Contains("inbox rekey --server URL", call.Error, StringComparison.Ordinal);
    }

    // Without what draws the progress.
    private static string Said(string error) =>
        string.Concat(error.Split('\r').Where(part => !part.StartsWith("Encrypting", StringComparison.Ordinal))).Trim();

    private static async Task SendAsync(RunningReceiver receiver, ConcurrentBag<HttpStatusCode> answers, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
            answers.Add((await receiver.SendAsync(new TestDelivery())).StatusCode);
    }

    private static string Line(byte key) => Convert.ToBase64String(SHA256.HashData([key]));

    private EncryptionKeys Keys(byte key)
    {
        var path = Path.Combine(_folder, $"key {key}");
        File.WriteAllText(path, Line(key));
        Assert.Empty(EncryptionKeys.Read("keys", path, out var keys));
        return keys;
    }

    private SqliteInbox Open(EncryptionKeys keys) => new(
        new SqliteInboxOptions { Path = Path.Combine(_folder, "inbox.db") }, TimeProvider.System, NullLogger<SqliteInbox>.Instance, keys);

    private async Task FillAsync(EncryptionKeys keys, string name, int count = Stored)
    {
        await using var inbox = Open(keys);
        Assert.True(await inbox.TryOpenAsync(default));
        var now = DateTimeOffset.UtcNow;
        foreach (var part in Enumerable.Range(0, count).Chunk(500))
        {
            await inbox.AppendAsync(
                [
                    .. part.Select(i => Encoding.UTF8.GetBytes(new string('x', i % 3000))).Zip(part, (body, i) => new InboxEntry(
                        new Delivery
                        {
                            Subscription = "spotnana", Id = $"{name} {i}", Body = body, Sha256 = SHA256.HashData(body),
                            SentAt = now, ReceivedAt = now, OccurredAt = now,
                        },
                        [])),
                ],
                default);
        }
    }

    private RunningReceiver Start(params byte[] keys)
    {
        File.WriteAllLines(Path.Combine(_folder, "keys"), keys.Select(Line));
        return new(
            new()
            {
                ["Inbox:Sqlite:Path"] = Path.Combine(_folder, "inbox.db"),
                ["Inbox:EncryptionKeyFile"] = Path.Combine(_folder, "keys"),
            },
            TestHandler.Only(TestHandler.Named("h", _ => HandlerResult.Done)));
    }
}
