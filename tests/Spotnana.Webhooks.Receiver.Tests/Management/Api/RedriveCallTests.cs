using System.Net;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>Putting deliveries back to work, by the API and by the tool.</summary>
public sealed class RedriveCallTests : IDisposable
{
    private readonly RunningReceiver _receiver;
    private int _healthyRuns;
    private volatile bool _isFixed;

    public RedriveCallTests() => _receiver = new RunningReceiver(
        new() { ["Dispatch:MaxAttempts"] = "3" },
        TestHandler.Only(
            TestHandler.Named("broken", _ => _isFixed ? HandlerResult.Done : HandlerResult.Retry()),
            TestHandler.Named("healthy", _ =>
            {
                Interlocked.Increment(ref _healthyRuns);
                return HandlerResult.Done;
            })));

    [Fact]
    public async Task An_exhausted_delivery_is_completed_by_the_tool_which_runs_only_that_handler_and_shows_every_attempt()
    {
        var id = await DeadAsync();
        _isFixed = true;

        var redrive = await ToolCall.RunAsync(_receiver, "inbox", "redrive", id);
        await _receiver.StateIsAsync(id, DeliveryState.Completed);
        var show = await ToolCall.RunAsync(_receiver, "inbox", "show", id);

        Assert.Equal((0, 0), (redrive.ExitCode, show.ExitCode));
        Assert.StartsWith($"Redriven: 1 handling of {id}", redrive.Out, StringComparison.Ordinal);
        Assert.Equal(1, _healthyRuns);
        Assert.Matches(
            "(?s)broken: completed.*1  retry .*2  retry .*3  dead .*1  completed.*healthy: completed\n[^\n]*1  completed[^\n]*\n$",
            show.Out);
        Assert.Contains($"local redrive spotnana/{id}: 1 handlings put back", _receiver.Audit());
    }

    [Fact]
    public async Task By_filter_a_dry_run_only_counts_and_without_a_state_the_dead_are_meant()
    {
        var ids = new[] { await DeadAsync(), await DeadAsync() };

        var dry = (await _receiver.OrderAsync("/api/redrive?dryRun=true&handler=broken")).Json();
        Assert.Equal((2, true), (dry.GetProperty("redriven").GetInt32(), dry.GetProperty("dryRun").GetBoolean()));
        Assert.All(ids, id => Assert.Equal(DeliveryState.Dead, _receiver.StateOf(id)));

        _isFixed = true;
        Assert.Equal(2, (await _receiver.OrderAsync("/api/redrive")).Json().GetProperty("redriven").GetInt32());
        foreach (var id in ids)
            await _receiver.StateIsAsync(id, DeliveryState.Completed);
        Assert.Equal(2, _healthyRuns);
        Assert.Equal([
            "local redrive dryRun=true&handler=broken: 2 deliveries would be put back, 0 left",
            "local redrive state=dead: 2 deliveries were put back, 0 left",
        ], _receiver.Audit());
    }

    [Fact]
    public async Task What_is_pending_is_due_now_and_a_handler_without_a_part_in_it_is_404()
    {
        await _receiver.OrderAsync("/api/handlers/broken/pause");
        var delivery = new TestDelivery();
        await _receiver.SendAsync(delivery);

        var due = (await _receiver.OrderAsync($"/api/deliveries/{delivery.Id}/redrive?handler=broken")).Json();
        Assert.Equal((1, 1), (due.GetProperty("redriven").GetInt32(), due.GetProperty("handlings").GetInt32()));
        Assert.Contains(
            "no part",
            (await _receiver.OrderAsync($"/api/deliveries/{delivery.Id}/redrive?handler=nobody")).Problem(HttpStatusCode.NotFound),
            StringComparison.Ordinal);
        (await _receiver.OrderAsync("/api/deliveries/unknown/redrive")).Problem(HttpStatusCode.NotFound);
        Assert.Contains($"local redrive spotnana/{delivery.Id} for broken: 1 handlings put back", _receiver.Audit());
    }

    [Fact]
    public async Task What_is_still_unreadable_is_left()
    {
        var delivery = new TestDelivery { Body = "no envelope"u8.ToArray() };
        await _receiver.SendAsync(delivery);

        Assert.Equal(0, (await _receiver.OrderAsync($"/api/deliveries/{delivery.Id}/redrive")).Json().GetProperty("redriven").GetInt32());
        var many = (await _receiver.OrderAsync("/api/redrive?reason=unreadable")).Json();
        Assert.Equal((0, 1), (many.GetProperty("redriven").GetInt32(), many.GetProperty("left").GetInt32()));
    }

    [Fact]
    public async Task Handlers_are_paused_and_resumed_and_what_waits_for_them_is_discarded()
    {
        _isFixed = true;
        Assert.True((await _receiver.OrderAsync("/api/handlers/broken/pause")).Json().GetProperty("changed").GetBoolean());
        Assert.False((await _receiver.OrderAsync("/api/handlers/broken/pause")).Json().GetProperty("changed").GetBoolean());
        var discarded = new TestDelivery();
        await _receiver.SendAsync(discarded);
        await _receiver.EventuallyAsync("SELECT count(*) FROM handling WHERE state = 1", 1L);

        var broken = (await _receiver.AskAsync("/api/handlers")).Json().GetProperty("handlers").EnumerateArray().First();
        Assert.Equal(
            ("broken", true, 1),
            (broken.Text("name"), broken.GetProperty("paused").GetBoolean(), broken.GetProperty("pending").GetInt32()));
        Assert.Equal(1, (await _receiver.AskAsync("/api/stats")).Json().GetProperty("backlog").GetInt32());
        var spent = (await _receiver.AskAsync($"/api/deliveries/{discarded.Id}")).Json().GetProperty("handlings").EnumerateArray().First();
        Assert.Equal(
            ("broken", "pending", 0), (spent.Text("handler"), spent.Text("state"), spent.GetProperty("attempts").GetArrayLength()));

        Assert.Equal(1, (await _receiver.OrderAsync("/api/handlers/broken/discard")).Json().GetProperty("discarded").GetInt32());
        var dead = (await _receiver.AskAsync("/api/deliveries?state=dead&reason=discarded")).Json();
        Assert.Equal([discarded.Id], dead.Ids());

        var waiting = new TestDelivery();
        await _receiver.SendAsync(waiting);
        Assert.False((await _receiver.OrderAsync("/api/handlers/broken/resume")).Json().GetProperty("paused").GetBoolean());
        await _receiver.StateIsAsync(waiting.Id, DeliveryState.Completed);
        (await _receiver.OrderAsync("/api/handlers/nobody/pause")).Problem(HttpStatusCode.NotFound);
        Assert.False((await _receiver.OrderAsync("/api/handlers/Broken/resume")).Json().GetProperty("changed").GetBoolean());
        Assert.Equal(
            [
                "local pause broken: paused", "local pause broken: was paused before",
                "local discard broken: 1 handlings given up, 0 left because an attempt is running",
                "local resume broken: resumed", "local pause nobody: 404 Not Found", "local resume broken: was not paused",
            ],
            _receiver.Audit());
    }

    public void Dispose() => _receiver.Dispose();

    private async Task<string> DeadAsync()
    {
        var delivery = new TestDelivery();
        await _receiver.SendAsync(delivery);
        await _receiver.StateIsAsync(delivery.Id, DeliveryState.Dead);
        return delivery.Id;
    }
}
