using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Configuration does not depend on case, and so neither do the names in it, whatever was stored before.</summary>
public sealed class NameCaseTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("case-");

    [Fact]
    public async Task A_delivery_is_handled_once_though_its_subscription_changes_case()
    {
        var delivery = new TestDelivery();
        using (var before = Receiver("spotnana", TestHandler.Named("h", _ => HandlerResult.Done)))
        {
            Assert.Equal("accepted", (await before.SendAsync(delivery)).Status);
            await before.StateIsAsync(delivery.Id, DeliveryState.Completed);
        }

        using var after = Receiver("SPOTNANA", TestHandler.Named("h", _ => HandlerResult.Done));
        Assert.Equal("duplicate", (await after.SendAsync(delivery)).Status);
        Assert.Equal(1, after.Query<long>("SELECT count(*) FROM delivery"));
        Assert.Contains(
            "Subscription SPOTNANA is spotnana in the inbox: names do not depend on case, and the spelling that was stored first stays.",
            after.Log.Events.Select(line => line.RenderMessage(CultureInfo.InvariantCulture)));
        foreach (var name in (string[])["spotnana", "Spotnana"])
        {
            Assert.Equal([delivery.Id], (await after.AskAsync($"/api/deliveries?subscription={name}&handler=H")).Json().Ids());
            Assert.Equal(delivery.Id, (await after.AskAsync($"/api/deliveries/{delivery.Id}?subscription={name}")).Json().Text("id"));
        }

        Assert.Equal(
            1, (await after.OrderAsync($"/api/deliveries/{delivery.Id}/redrive?subscription=Spotnana&handler=H")).Json()
                .GetProperty("redriven").GetInt32());
    }

    [Fact]
    public async Task A_handler_keeps_its_backlog_and_pause_though_it_changes_case()
    {
        var delivery = new TestDelivery();
        using (var before = Receiver("spotnana", TestHandler.Named("Log.It", _ => HandlerResult.Done)))
        {
            await before.OrderAsync("/api/handlers/log.it/pause");
            Assert.Equal("accepted", (await before.SendAsync(delivery)).Status);
            Assert.Equal("Log.It", before.Query<string>("SELECT handler FROM pause"));
        }

        using var after = Receiver("spotnana", TestHandler.Named("log.IT", _ => HandlerResult.Done));
        var handler = Assert.Single((await after.AskAsync("/api/handlers")).Json().GetProperty("handlers").EnumerateArray());
        Assert.Equal(
            ("Log.It", true, true, 1L),
            (handler.Text("name"), handler.GetProperty("configured").GetBoolean(), handler.GetProperty("paused").GetBoolean(),
                handler.GetProperty("pending").GetInt64()));
        Assert.True((await after.OrderAsync("/api/handlers/log.it/resume")).Json().GetProperty("changed").GetBoolean());
        await after.StateIsAsync(delivery.Id, DeliveryState.Completed);
        Assert.Equal("Log.It", after.Query<string>("SELECT group_concat(DISTINCT handler) FROM lane"));
        Assert.Equal(HttpStatusCode.NotFound, (await after.OrderAsync("/api/handlers/log.its/resume")).StatusCode);
    }

    [Fact]
    public async Task What_an_earlier_release_stored_under_two_spellings_is_all_handled()
    {
        var (first, second) = (new TestDelivery(), new TestDelivery());
        using (var before = Receiver("spotnana", TestHandler.Named("h", _ => HandlerResult.Unavailable("not yet"))))
        {
            await before.SendAsync(first);
            await before.SendAsync(second);
        }

        // As the earlier release did, which took a name in another case for another name.
        using (var file = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "inbox.db")};Pooling=False"))
        {
            file.Open();
            using var command = file.CreateCommand();
            command.CommandText =
                """
                UPDATE tally SET count = 1 WHERE handler = 'h' AND reason = 0;
                INSERT INTO tally VALUES ('H', 0, 1);
                INSERT INTO lane (handler, subscription, subject, due_at) SELECT 'H', subscription, subject, due_at FROM lane;
                UPDATE handling SET handler = 'H', lane = (SELECT id FROM lane WHERE handler = 'H')
                WHERE delivery = (SELECT max(seq) FROM delivery);
                """;
            command.ExecuteNonQuery();
        }

        using var after = Receiver("spotnana", TestHandler.Named("h", _ => HandlerResult.Done));
        after.Start();
        await after.StateIsAsync(first.Id, DeliveryState.Completed);
        await after.StateIsAsync(second.Id, DeliveryState.Completed);
        Assert.Contains(after.Log.Events, line => line.RenderMessage(CultureInfo.InvariantCulture).StartsWith(
            "Handler h is stored in several spellings, by an earlier release: h, H.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redrive_heeds_the_filter_of_a_subscription_that_changes_case()
    {
        var delivery = new TestDelivery();
        using (var before = Receiver("spotnana"))
        {
            Assert.Equal("accepted", (await before.SendAsync(delivery)).Status);
            await before.StateIsAsync(delivery.Id, DeliveryState.Unhandled);
        }

        using var after = Receiver("SPOTNANA", TestHandler.Named("h", _ => HandlerResult.Done), eventTypes: "TRAVELER_V2");
        await after.OrderAsync($"/api/deliveries/{delivery.Id}/redrive");
        Assert.Equal(DeliveryState.Unhandled, after.StateOf(delivery.Id));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private RunningReceiver Receiver(string subscription, HandlerRegistration? handler = null, string? eventTypes = null) => new(
        new()
        {
            ["Inbox:Sqlite:Path"] = Path.Combine(_folder.FullName, "inbox.db"),
            [$"Subscriptions:{subscription}:Secrets:0"] = TestDelivery.Secret,
            [$"Subscriptions:{subscription}:EventTypes:0"] = eventTypes,
        },
        TestHandler.Only(handler is null ? [] : [handler]));
}
