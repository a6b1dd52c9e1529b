using System.Runtime.Versioning;
using System.Text.Json;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>What is kept: backups that the service makes by itself, and bodies that go early for want of room.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KeepingCallTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backups-").FullName;

    private string Backups => Path.Combine(_folder, "made");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_tells_retention_disk_and_backups_but_no_path()
    {
        using var receiver = new RunningReceiver(new()
        {
            ["Inbox:Backup:Folder"] = Backups,
            ["Inbox:Backup:Every"] = "02:00:00",
            ["Inbox:Backup:Keep"] = "3",
            ["Inbox:Retention:Payloads"] = "2.00:00:00",
        });

        var text = await Wait.ForAsync(
            async () => (await receiver.AskAsync("/api/keeping")).Body,
            body => JsonDocument.Parse(body).RootElement.GetProperty("backups").GetProperty("list").GetArrayLength() == 1,
            "one backup");

        var keeping = JsonDocument.Parse(text).RootElement;
        Assert.Equal(172_800, keeping.GetProperty("retention").GetProperty("payloadsSeconds").GetDouble());
        var disk = keeping.GetProperty("disk");
        Assert.InRange(disk.GetProperty("bytes").GetInt64(), 10_000, 100_000_000);
        Assert.Equal(1L << 30, disk.GetProperty("minFreeBytes").GetInt64());
        var backups = keeping.GetProperty("backups");
        Assert.Equal((7200, 3, 0), (
            backups.GetProperty("everySeconds").GetDouble(), backups.GetProperty("keep").GetInt32(),
            backups.GetProperty("failures").GetInt32()));
        var backup = backups.GetProperty("list")[0];
        Assert.Equal(Path.GetFileName(Assert.Single(Directory.GetFiles(Backups))), backup.Text("name"));
        Assert.Equal(TimeSpan.FromHours(6), backup.GetProperty("goesAt").GetDateTime() - backup.GetProperty("createdAt").GetDateTime());
        Assert.InRange(backups.GetProperty("newestAgeSeconds").GetDouble(), 0, 60);
        Assert.DoesNotContain(_folder, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_folder_there_are_no_backups_and_a_query_is_refused()
    {
        using var receiver = new RunningReceiver();

        Assert.False((await receiver.AskAsync("/api/keeping")).Json().TryGetProperty("backups", out _));
        (await receiver.AskAsync("/api/keeping?limit=5")).Problem(System.Net.HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task For_want_of_room_bodies_of_what_is_settled_go_early_and_those_of_dead_letters_stay()
    {
        using var receiver = new RunningReceiver(
            new() { ["Inbox:MinFreeBytes"] = $"{1L << 50}" },
            TestHandler.Only(TestHandler.Named(
                "h", context => context.Delivery.Id == "msg_dead" ? HandlerResult.Reject("no") : HandlerResult.Done)));
        await receiver.SendAsync(new TestDelivery { Id = "msg_dead" });
        await receiver.SendAsync(new TestDelivery { Id = "msg_done" });
        await receiver.StateIsAsync("msg_dead", DeliveryState.Dead);
        await receiver.StateIsAsync("msg_done", DeliveryState.Completed);

        await receiver.EventuallyAsync("SELECT group_concat(id) FROM delivery JOIN payload USING (seq)", "msg_dead");

        Assert.True((await receiver.AskAsync("/api/keeping")).Json().GetProperty("disk").GetProperty("underPressure").GetBoolean());
        Assert.Equal(
            1, receiver.Log.Text.Split('\n').Count(line => line.Contains("less than Inbox:MinFreeBytes", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Memory")]
    [InlineData("PostgreSql")]
    public void An_engine_that_makes_no_backups_refuses_the_start_with_a_folder(string engine)
    {
        using var receiver = new RunningReceiver(new()
        {
            ["Inbox:Engine"] = engine,
            ["Inbox:PostgreSql:ConnectionString"] = "Host=127.0.0.1;Port=1;Timeout=1",
            ["Inbox:Backup:Folder"] = Backups,
        });

        var failure = Assert.ThrowsAny<Exception>(receiver.Start);

        Assert.Contains(
            $"Inbox:Backup:Folder is {Backups}, but the engine {engine} makes no backups of its own.", failure.ToString(),
            StringComparison.Ordinal);
    }
}
