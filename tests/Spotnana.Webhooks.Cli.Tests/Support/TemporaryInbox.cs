using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Cli.Tests.Support;

/// <summary>A real inbox file in a folder of its own, open only while a test does something to it.</summary>
internal sealed class TemporaryInbox : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("it's an inbox ");

    public string File => Path("inbox.db");

    public EncryptionKeys Keys { get; init; } = EncryptionKeys.None;

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public static Delivery Delivery(string id, string? body = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body ?? $"{{\"id\":\"{id}\",\"name\":\"Zoë\"}}");
        return new Delivery
        {
            Subscription = "spotnana",
            Id = id,
            Body = bytes,
            Sha256 = SHA256.HashData(bytes),
            SentAt = ToolRun.Now.AddSeconds(-2),
            ReceivedAt = ToolRun.Now.AddSeconds(-1),
            OccurredAt = ToolRun.Now.AddMinutes(-1),
            EventType = EventType.PnrV3,
            Operation = new Operation("BOOKING_TICKETED"),
            Subject = $"pnr/{id}",
            Version = 3,
        };
    }

    /// <summary>An inbox with a bit of everything.</summary>
    public static async Task<TemporaryInbox> FilledAsync(int deliveries = 40, EncryptionKeys? keys = null)
    {
        var inbox = new TemporaryInbox { Keys = keys ?? EncryptionKeys.None };
        await inbox.DoAsync(async engine =>
        {
            InboxEntry[] entries =
            [
                .. Enumerable.Range(0, deliveries - 3).Select(i => new InboxEntry(Delivery($"msg_{i}"), ["ledger", "mail"])),
                new InboxEntry(Delivery("msg_skipped"), [], Skipped: true),
                new InboxEntry(Delivery("msg_empty", ""), [], DeadReason.Unreadable),
                new InboxEntry(Delivery("msg_0", "other bytes"), ["ledger"]),
            ];
            await engine.AppendAsync(entries, default);
            foreach (var lease in await engine.LeaseAsync("ledger", deliveries / 2, TimeSpan.FromMinutes(1), default))
                await engine.SettleAsync(Settlement.Completed(lease, TimeSpan.FromMilliseconds(12)), next: null, default);
            await ((IInboxOperator)engine).PauseAsync("mail", default);
        });
        return inbox;
    }

    public async Task DoAsync(Func<SqliteInbox, Task> act)
    {
        await using var engine = new SqliteInbox(
            new SqliteInboxOptions { Path = File }, new FakeTimeProvider(ToolRun.Now), NullLogger<SqliteInbox>.Instance, Keys);
        Assert.True(await engine.TryOpenAsync(default));
        await act(engine);
    }

    public async Task<List<string>> IdsAsync()
    {
        List<string> ids = [];
        await DoAsync(async engine =>
        {
            var page = await engine.ListAsync(DeliveryFilter.All, IInboxQuery.LargestPage, null, default);
            ids = [.. page.Deliveries.Select(delivery => $"{delivery.Id} {delivery.Copy}").Reverse()];
        });
        return ids;
    }

    /// <summary>Past the engine.</summary>
    public void Execute(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = new Microsoft.Data.Sqlite.SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
