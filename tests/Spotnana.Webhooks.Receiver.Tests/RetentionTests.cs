using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Retention as it is seen from outside, days and weeks later.</summary>
public sealed class RetentionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kept-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Bodies_go_after_days_and_ids_after_weeks_and_what_is_pending_stays()
    {
        var (done, dead, waiting) =
            (new TestDelivery { Id = "msg_done" }, new TestDelivery { Id = "msg_dead" }, new TestDelivery { Id = "msg_waiting" });
        using (var today = Start(default))
        {
            foreach (var delivery in (TestDelivery[])[done, dead, waiting])
                Assert.Equal(HttpStatusCode.OK, (await today.SendAsync(delivery)).StatusCode);
            await today.StateIsAsync(done.Id, DeliveryState.Completed);
            await today.StateIsAsync(dead.Id, DeliveryState.Dead);
        }

        using (var nextWeek = Start(TimeSpan.FromDays(8)))
        {
            nextWeek.Start();
            await nextWeek.EventuallyAsync("SELECT count(*) FROM payload", 2L);
            Assert.Contains(
                "no longer kept", (await nextWeek.AskAsync($"/api/deliveries/{done.Id}/payload")).Problem(HttpStatusCode.Gone),
                StringComparison.Ordinal);
            Assert.Contains(
                "no longer kept", (await nextWeek.OrderAsync($"/api/deliveries/{done.Id}/redrive")).Problem(HttpStatusCode.Gone),
                StringComparison.Ordinal);
            Assert.Equal(1, (await nextWeek.OrderAsync($"/api/deliveries/{dead.Id}/redrive")).Json().GetProperty("redriven").GetInt32());
            Assert.Contains("\"status\":\"duplicate\"", (await nextWeek.SendAsync(done)).Body, StringComparison.Ordinal);
            await nextWeek.StateIsAsync(dead.Id, DeliveryState.Dead);
        }

        using var nextMonth = Start(TimeSpan.FromDays(50));
        nextMonth.Start();
        await nextMonth.EventuallyAsync("SELECT group_concat(id) FROM delivery", waiting.Id);
        Assert.Equal(HttpStatusCode.OK, (await nextMonth.AskAsync($"/api/deliveries/{waiting.Id}/payload")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await nextMonth.AskAsync($"/api/deliveries/{done.Id}")).StatusCode);
    }

    private RunningReceiver Start(TimeSpan later) => new(
        new() { ["Inbox:Sqlite:Path"] = Path.Combine(_folder, "inbox.db"), ["Dispatch:RetryFor"] = "365.00:00:00" },
        services =>
        {
            services.AddSingleton<TimeProvider>(new LaterTime(later));
            TestHandler.Only(TestHandler.Named("h", context => context.Delivery.Id switch
            {
                var id when id.Contains("dead", StringComparison.Ordinal) => HandlerResult.Reject("no"),
                var id when id.Contains("waiting", StringComparison.Ordinal) => HandlerResult.Unavailable("not yet"),
                _ => HandlerResult.Done,
            }))(services);
        },
        "Development");

    /// <summary>Another day, on which minutes pass in a moment.</summary>
    private sealed class LaterTime(TimeSpan later) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == TimeSpan.FromMinutes(1) ? TimeSpan.FromMilliseconds(100) : dueTime, period);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
    }
}
