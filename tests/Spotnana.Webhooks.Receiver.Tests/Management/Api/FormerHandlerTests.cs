using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>A route or handler was taken out of the configuration while something waited for it.</summary>
public sealed class FormerHandlerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("former-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_waits_for_it_is_kept_and_shown_and_can_be_given_up()
    {
        var delivery = new TestDelivery();
        using (var before = Start(
            TestHandler.Named("former", _ => HandlerResult.Unavailable("not yet")), TestHandler.Named("present", _ => HandlerResult.Done)))
        {
            await before.SendAsync(delivery);
            await before.EventuallyAsync("SELECT count(*) FROM handling WHERE state = 1", 1L);
        }

        using var after = Start(TestHandler.Named("present", _ => HandlerResult.Done));
        after.Start();
        await after.EventuallyAsync("SELECT state FROM handling WHERE handler = 'former'", (long)HandlingState.Pending);
        var handlers = (await after.AskAsync("/api/handlers")).Json().GetProperty("handlers").EnumerateArray()
            .ToDictionary(
                handler => handler.GetProperty("name").GetString()!,
                handler => (handler.GetProperty("configured").GetBoolean(), handler.GetProperty("pending").GetInt64()));
        Assert.Equal(new() { ["former"] = (false, 1L), ["present"] = (true, 0L) }, handlers);

        Assert.Equal(1, (await after.OrderAsync("/api/handlers/former/discard")).Json().GetProperty("discarded").GetInt32());
        await after.StateIsAsync(delivery.Id, DeliveryState.Dead);
        Assert.Equal((long)DeadReason.Discarded, after.Query<long>("SELECT reason FROM delivery"));
        Assert.Equal(0, after.Query<long>("SELECT attempts FROM handling WHERE handler = 'former'"));
    }

    private RunningReceiver Start(params HandlerRegistration[] handlers) =>
        new(new() { ["Inbox:Sqlite:Path"] = Path.Combine(_folder, "inbox.db") }, TestHandler.Only(handlers), "Development");
}
