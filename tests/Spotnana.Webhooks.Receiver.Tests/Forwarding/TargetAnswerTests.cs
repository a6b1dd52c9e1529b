using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Forwarding;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Tests.Forwarding;

/// <summary>The effects that a target's answers have, and those that they cannot have.</summary>
public sealed class TargetAnswerTests
{
    private static readonly DateTimeOffset _noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Mon, 02 Mar 2026 12:01:30 GMT", 90)]
    [InlineData("999999999", 86400)]
    [InlineData("Mon, 02 Mar 2099 12:01:30 GMT", 86400)]
    [InlineData("0", null)]
    [InlineData("Mon, 02 Mar 2026 11:00:00 GMT", null)]
    [InlineData("soon", null)]
    public async Task Retry_After_is_read_as_seconds_or_as_a_date_and_is_a_day_at_most(string retryAfter, int? seconds)
    {
        await using var target = await RouteTarget.StartAsync(_ => 429, context =>
        {
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        });

        var result = await ForwardAsync(target);

        Assert.Equal((HandlerVerdict.Retry, seconds), (result.Verdict, (int?)result.After?.TotalSeconds));
        Assert.Equal("The target answered 429.", result.Reason);
    }

    [Fact]
    public async Task A_429_is_not_followed_by_another_request_before_its_Retry_After_is_over()
    {
        var times = new List<long>();
        await using var target = await RouteTarget.StartAsync(count => count == 1 ? 429 : 200, context =>
        {
            times.Add(Stopwatch.GetTimestamp());
            context.Response.Headers.RetryAfter = "2";
            return Task.CompletedTask;
        });
        using var receiver = new RunningReceiver(ForwardSettings.To(target.Url));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        Assert.True(Stopwatch.GetElapsedTime(times[0], times[1]) >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await RouteTarget.StartAsync(_ => 200);
        await using var target = await RouteTarget.StartAsync(count => count < 3 ? 307 : 200, context =>
        {
            context.Response.Headers.Location = elsewhere.Url;
            return Task.CompletedTask;
        });
        using var receiver = new RunningReceiver(ForwardSettings.To(target.Url));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        Assert.Equal((3, 0), (target.Requests.Count, elsewhere.Requests.Count));
    }

    [Fact]
    public async Task A_target_that_does_not_answer_in_time_spends_an_attempt()
    {
        var count = 0;
        await using var target = await RouteTarget.StartAsync(
            _ => 200, context => ++count == 1 ? AbortedAsync(context) : Task.CompletedTask);
        using var receiver = new RunningReceiver(ForwardSettings.To(target.Url, ("Forward:Timeout", "00:00:02")));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        Assert.Equal(2, receiver.Query<long>("SELECT attempts FROM handling"));
        Assert.Equal("The handler did not end within 00:00:02.", receiver.Query<string>("SELECT error FROM attempt WHERE number = 1"));
    }

    [Fact]
    public async Task A_target_that_hangs_up_was_reached_and_spends_an_attempt()
    {
        var count = 0;
        await using var target = await RouteTarget.StartAsync(_ => 200, context =>
        {
            if (++count == 1)
                context.Abort();
            return Task.CompletedTask;
        });
        using var receiver = new RunningReceiver(ForwardSettings.To(target.Url));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);

        Assert.Equal((2L, 2), (receiver.Query<long>("SELECT attempts FROM handling"), target.Requests.Count));
    }

    [Theory]
    [InlineData(200, DeliveryState.Completed)]
    [InlineData(422, DeliveryState.Dead)]
    public async Task The_body_of_an_answer_is_neither_read_to_its_end_nor_kept(int statusCode, DeliveryState state)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var target = await RouteTarget.StartAsync(_ => statusCode, async context =>
        {
            try
            {
                while (true)
                    await context.Response.WriteAsync("do-not-keep-this ", context.RequestAborted);
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                ended.TrySetResult();
            }
        });
        using var receiver = new RunningReceiver(ForwardSettings.To(target.Url));
        var delivery = new TestDelivery();

        await receiver.SendAsync(delivery);
        await receiver.StateIsAsync(delivery.Id, state);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.DoesNotContain("do-not-keep-this", receiver.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "do-not-keep-this", receiver.Query<string>("SELECT group_concat(coalesce(error, '')) FROM attempt"), StringComparison.Ordinal);
    }

    private static async Task<HandlerResult> ForwardAsync(RouteTarget target)
    {
        var time = new FakeTimeProvider(_noon);
        var options = new ForwardOptions { Url = target.Url };
        using var client = new ForwardingClient(options);
        var requests = new ForwardingRequests(
            options.Url, new ForwardCredentials("Routes:expenses:Forward", options), new SecretChanges(time), time,
            NullLogger<ForwardingRequests>.Instance);
        var delivery = new Delivery
        {
            Subscription = "spotnana",
            Id = "msg_1",
            Body = "{}"u8.ToArray(),
            Sha256 = new byte[32],
            SentAt = _noon,
            ReceivedAt = _noon,
            OccurredAt = _noon,
            EventType = EventType.PnrV3,
        };
        using var context = new WebhookContext("expenses", delivery);
        return await new ForwardingHandler(requests, client, time).HandleAsync(context, default);
    }

    /// <summary>Ends when the client gives the request up.</summary>
    private static Task AbortedAsync(HttpContext context)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.RequestAborted.Register(aborted.SetResult);
        return aborted.Task;
    }
}
