using System.Net;
using System.Text.Json;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Forwarding;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.TestPorts;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>What an operator on call sees and does, by the API and by the tool.</summary>
public sealed class OperatingCallTests
{
    [Fact]
    public async Task A_target_that_cannot_be_reached_is_seen_everywhere_until_it_is_back()
    {
        var port = FreePorts.Next();
        using var receiver = new RunningReceiver(ForwardSettings.To($"http://127.0.0.1:{port}/hooks"));
        var (first, second) = (Delivery(1), Delivery(2));
        await receiver.SendAsync(first);
        await receiver.SendAsync(second);

        var handler = await Wait.ForAsync(
            () => HandlerAsync(receiver), found => found.Text("nextTryAt") is not null, "a handler that cannot work");
        Assert.StartsWith("The target cannot be reached (ConnectionError)", handler.Text("lastError"), StringComparison.Ordinal);
        Assert.NotNull(handler.Text("unavailableSince"));
        await Wait.UntilAsync(async () => await WaitingAsync(receiver, first.Id) == ("handler unavailable", handler.Text("lastError")));
        Assert.Equal((first.Id, handler.Text("lastError")), await WaitingAsync(receiver, second.Id));
        Assert.Contains("cannot work since", (await ToolCall.RunAsync(receiver, "inbox", "stats")).Out, StringComparison.Ordinal);
        Assert.Contains(
            $"waits behind {first.Id}", (await ToolCall.RunAsync(receiver, "inbox", "show", second.Id)).Out, StringComparison.Ordinal);
        Assert.Contains(
            "spotnana_webhooks_handler_unavailable{", await ScrapeAsync(receiver, " 1"), StringComparison.Ordinal);

        await using var target = await RouteTarget.StartAsync(_ => 200, port: port);
        Assert.Equal(0, (await ToolCall.RunAsync(receiver, "inbox", "try", "expenses")).ExitCode);
        await receiver.StateIsAsync(second.Id, DeliveryState.Completed);

        Assert.Contains("local try expenses: 0 handlings are due now", receiver.Audit());
        var back = await Wait.ForAsync(
            () => HandlerAsync(receiver), found => found.Text("unavailableSince") is null, "a handler that can work");
        Assert.Equal((null, null), (back.Text("lastError"), back.Text("nextTryAt")));
        await ScrapeAsync(receiver, " 0");
    }

    [Fact]
    public async Task What_waits_for_its_next_attempt_is_due_now_by_a_redrive_a_try_and_a_resume()
    {
        var isFixed = false;
        using var receiver = new RunningReceiver(
            new() { ["Dispatch:FirstRetryDelay"] = "01:00:00", ["Dispatch:MaxRetryDelay"] = "01:00:00" },
            TestHandler.Only(TestHandler.Named("h", _ =>
                Volatile.Read(ref isFixed) ? HandlerResult.Done : HandlerResult.Retry(TimeSpan.FromHours(1), "not yet"))));
        var deliveries = Enumerable.Range(1, 4).Select(n => Delivery(1, $"{n}")).ToList();
        foreach (var delivery in deliveries)
            await receiver.SendAsync(delivery);
        await receiver.EventuallyAsync("SELECT count(*) FROM attempt", 4L);
        Assert.Equal((null, "not yet"), await WaitingAsync(receiver, deliveries[0].Id));
        Volatile.Write(ref isFixed, true);

        var one = (await receiver.OrderAsync($"/api/deliveries/{deliveries[0].Id}/redrive")).Json();
        Assert.Equal(1, one.GetProperty("redriven").GetInt32());
        await receiver.StateIsAsync(deliveries[0].Id, DeliveryState.Completed);
        Assert.Equal(0, (await ToolCall.RunAsync(
            receiver, "inbox", "redrive", "--state", "pending", "--limit", "1", "--oldest", "--yes")).ExitCode);
        await receiver.StateIsAsync(deliveries[1].Id, DeliveryState.Completed);
        Assert.Equal(DeliveryState.Pending, receiver.StateOf(deliveries[2].Id));
        await receiver.OrderAsync("/api/handlers/h/pause");
        Assert.Equal("handler paused", (await WaitingAsync(receiver, deliveries[2].Id)).WaitsBehind);
        await receiver.OrderAsync("/api/handlers/h/resume");
        await receiver.StateIsAsync(deliveries[3].Id, DeliveryState.Completed);
        Assert.Equal([2L, 2L, 2L, 2L], deliveries.Select(delivery => receiver.Query<long>(
            "SELECT attempts FROM handling JOIN delivery ON seq = delivery WHERE id = $id", ("$id", delivery.Id))));

        var list = await ToolCall.RunAsync(receiver, "inbox", "list", "--oldest", "--limit", "1", "--json");
        Assert.Contains(deliveries[0].Id, list.Out, StringComparison.Ordinal);
        Assert.Equal([deliveries[0].Id], (await receiver.AskAsync("/api/deliveries?order=oldest&limit=1")).Json().Ids());
        (await receiver.AskAsync("/api/deliveries?order=first")).Problem(HttpStatusCode.BadRequest);
        (await receiver.OrderAsync("/api/redrive?order=newest")).Problem(HttpStatusCode.BadRequest);
        (await receiver.OrderAsync("/api/redrive?limit=0")).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_is_being_handled_is_409()
    {
        var mayEnd = new TaskCompletionSource();
        using var receiver = new RunningReceiver(new(), TestHandler.Only(TestHandler.Named("h", async (_, stop) =>
        {
            await mayEnd.Task.WaitAsync(stop);
            return HandlerResult.Done;
        })));
        var delivery = new TestDelivery();
        await receiver.SendAsync(delivery);
        await receiver.EventuallyAsync("SELECT count(*) FROM lane WHERE leased IS NOT NULL", 1L);

        Assert.Contains(
            "running",
            (await receiver.OrderAsync($"/api/deliveries/{delivery.Id}/redrive")).Problem(HttpStatusCode.Conflict),
            StringComparison.Ordinal);
        mayEnd.SetResult();
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);
    }

    [Fact]
    public async Task One_delivery_is_discarded_by_the_tool_and_is_no_alarm()
    {
        using var receiver = new RunningReceiver(new(), TestHandler.Only(
            TestHandler.Named("bad", _ => HandlerResult.Retry(TimeSpan.FromHours(1), "no")),
            TestHandler.Named("strict", _ => HandlerResult.Reject("no"))));
        var (delivery, unreadable) = (new TestDelivery(), new TestDelivery { Body = "no envelope"u8.ToArray() });
        await receiver.SendAsync(delivery);
        await receiver.SendAsync(unreadable);
        await receiver.EventuallyAsync("SELECT count(*) FROM attempt", 2L);

        var one = await ToolCall.RunAsync(receiver, "inbox", "discard", delivery.Id, "--handler", "Bad"); // names ignore case
        var rest = await ToolCall.RunAsync(receiver, "inbox", "discard", delivery.Id);
        var sick = (await receiver.OrderAsync($"/api/deliveries/{unreadable.Id}/discard")).Json();

        Assert.Equal(("Discarded: 1\n", "Discarded: 1\n", 1), (one.Out, rest.Out, sick.GetProperty("discarded").GetInt32()));
        var stats = (await receiver.AskAsync("/api/stats")).Json().GetProperty("deliveries");
        Assert.Equal((0, 2), (stats.GetProperty("dead").GetInt32(), stats.GetProperty("discarded").GetInt32()));
        Assert.All(
            (await receiver.AskAsync("/api/handlers")).Json().GetProperty("handlers").EnumerateArray(),
            handler => Assert.Equal(
                (0, 1), (handler.GetProperty("dead").GetInt32(), handler.GetProperty("discarded").GetInt32())));
        (await receiver.OrderAsync($"/api/deliveries/{delivery.Id}/discard?handler=nobody")).Problem(HttpStatusCode.NotFound);
        (await receiver.OrderAsync("/api/deliveries/unknown/discard")).Problem(HttpStatusCode.NotFound);
        Assert.Contains(
            $"local discard spotnana/{delivery.Id} for bad: 1 handlings given up, 0 left because an attempt is running", receiver.Audit());
    }

    [Fact]
    public async Task Certifying_leaves_no_alarm_when_it_is_told_to_clean()
    {
        using var receiver = new RunningReceiver();
        string[] certify =
            ["certify", "--url", new Uri(receiver.WebhooksUrl, "/webhooks/spotnana").ToString(), "--secret", TestDelivery.Secret];

        await ToolCall.RunAsync(certify);
        Assert.Equal((1, 1), await QuarantinedAsync(receiver));
        var clean = await ToolCall.RunAsync(receiver, [.. certify, "--clean"]);

        Assert.Equal((0, 0), await QuarantinedAsync(receiver));
        Assert.Contains("Discarded what certifying left: 4", clean.Out, StringComparison.Ordinal);
        var stats = (await receiver.AskAsync("/api/stats")).Json().GetProperty("deliveries");
        Assert.Equal((0, 4), (stats.GetProperty("dead").GetInt32(), stats.GetProperty("discarded").GetInt32()));
    }

    private static TestDelivery Delivery(int version, string subject = "1") =>
        new() { Body = TestDelivery.Envelope("PNR_V3", "BOOKING_UPDATED", subject, version) };

    private static async Task<JsonElement> HandlerAsync(RunningReceiver receiver) =>
        (await receiver.AskAsync("/api/handlers")).Json().GetProperty("handlers").EnumerateArray().Single();

    private static async Task<(string? WaitsBehind, string? LastError)> WaitingAsync(RunningReceiver receiver, string id)
    {
        var handling = (await receiver.AskAsync($"/api/deliveries/{id}")).Json().GetProperty("handlings").EnumerateArray().Single();
        return (handling.Text("waitsBehind"), handling.Text("lastError"));
    }

    private static async Task<(int Unreadable, int Conflict)> QuarantinedAsync(RunningReceiver receiver) => (
        (await receiver.AskAsync("/api/deliveries?reason=unreadable")).Json().Ids().Length,
        (await receiver.AskAsync("/api/deliveries?reason=conflict")).Json().Ids().Length);

    private static Task<string> ScrapeAsync(RunningReceiver receiver, string ending) => Wait.ForAsync(
        async () => (await receiver.AskAsync("/metrics")).Body, text => Line(text).EndsWith(ending, StringComparison.Ordinal), ending);

    private static string Line(string text) =>
        Array.Find(text.Split('\n'), line => line.StartsWith("spotnana_webhooks_handler_unavailable{", StringComparison.Ordinal)) ?? "";
}
