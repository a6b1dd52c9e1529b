using System.Net;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>A service whose inbox was moved goes on as if nothing had happened.</summary>
public sealed class MovedInboxTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("moved-");

    [Fact]
    public async Task A_delivery_that_was_handled_before_the_move_is_a_duplicate_after_it_and_what_waited_is_handled()
    {
        var (handled, waiting) =
            (new TestDelivery(), new TestDelivery { Body = TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "6104417721") });
        using (var before = Receiver(
            "before.db", context => context.Delivery.Id == waiting.Id ? HandlerResult.Retry(TimeSpan.FromSeconds(1)) : HandlerResult.Done))
        {
            foreach (var delivery in (TestDelivery[])[handled, waiting])
                Assert.Equal("accepted", (await before.SendAsync(delivery)).Status);
            await before.EventuallyAsync("SELECT state FROM delivery WHERE id = @id", (long)DeliveryState.Completed, ("@id", handled.Id));
            await before.EventuallyAsync(
                "SELECT count(*) > 0 FROM attempt JOIN delivery ON delivery.seq = attempt.delivery WHERE id = @id", 1L,
                ("@id", waiting.Id));
        }

        await ToolAsync("export", "before.db");
        await ToolAsync("import", "after.db");

        var seen = new List<string>();
        using var after = Receiver("after.db", context =>
        {
            lock (seen)
                seen.Add(context.Delivery.Id);
            return HandlerResult.Done;
        });
        var again = await after.SendAsync(handled);
        Assert.Equal((HttpStatusCode.OK, "duplicate"), (again.StatusCode, again.Status));
        await after.EventuallyAsync("SELECT state FROM delivery WHERE id = @id", (long)DeliveryState.Completed, ("@id", waiting.Id));
        lock (seen)
            Assert.Equal([waiting.Id], seen);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private RunningReceiver Receiver(string inbox, Func<WebhookContext, HandlerResult> handle) =>
        new(new() { ["Inbox:Sqlite:Path"] = InFolder(inbox) }, TestHandler.Only(TestHandler.Named("h", handle)));

    private string InFolder(string name) => Path.Combine(_folder.FullName, name);

    private async Task ToolAsync(string action, string inbox)
    {
        await File.WriteAllTextAsync(InFolder("key"), "a key of the tests, 32 characters or more");
        var call = await ToolCall.RunAsync(
            ["inbox", action, InFolder("inbox.jsonl.gz"), "--key-file", InFolder("key"), "--sqlite", InFolder(inbox)]);
        Assert.True(call.ExitCode == 0, call.Error);
    }
}
