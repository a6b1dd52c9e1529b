using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Serilog;
using Serilog.Events;
using Spotnana.Webhooks.Management;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>The management API in an application with one listener: each endpoint is guarded by itself, all else is left alone.</summary>
public sealed class OwnAppTests
{
    [Fact]
    public async Task A_key_with_the_right_opens_and_all_else_is_refused()
    {
        await using var app = await OwnApp.StartAsync(app => app.MapSpotnanaWebhooksManagement());
        await app.ReceiveAsync(new TestDelivery { Id = "msg" }, "/api");

        Assert.Equal("msg", (await app.GetAsync("/api/deliveries/msg")).Json().Text("id"));
        Assert.Equal(1, (await app.SendAsync(HttpMethod.Post, "/api/deliveries/msg/redrive")).Json().GetProperty("redriven").GetInt32());
        Assert.NotEmpty((await app.GetAsync("/api/stats", key: null)).Problem(HttpStatusCode.Unauthorized));
        Assert.NotEmpty((await app.GetAsync("/api/stats", "unknown-0123456789abcdef")).Problem(HttpStatusCode.Unauthorized));
        var lacking = await app.GetAsync("/api/stats", OwnApp.OtherKey);
        Assert.Contains("right read", lacking.Problem(HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.NotEmpty((await app.GetAsync("/api/stats", host: "rebound.example")).Problem(HttpStatusCode.MisdirectedRequest));
        Assert.NotEmpty((await app.SendAsync(
            HttpMethod.Post, "/api/redrive", headers: ("Origin", "https://other.example"))).Problem(HttpStatusCode.Forbidden));
        Assert.NotEmpty((await app.GetAsync("/openapi/v1.json", key: null)).Problem(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Once_the_inbox_takes_deliveries_one_line_names_the_subscriptions_with_their_paths_and_the_handlers()
    {
        var log = new CapturedLog();
        using var logger = new LoggerConfiguration().WriteTo.Sink(log).CreateLogger();
        await using var app = await OwnApp.StartAsync(_ => { }, services => services.AddSerilog(logger));

        await log.LineAsync(IsStartLine);

        Assert.Single(log.Events, IsStartLine);

        static bool IsStartLine(LogEvent line) => line.Level == LogEventLevel.Information
            && line.RenderMessage(CultureInfo.InvariantCulture)
            == "Ready for deliveries of spotnana at /webhooks/spotnana. Handlers: every";
    }

    [Theory]
    [InlineData("/api/deliveries/../redrive")]
    [InlineData("/api/deliveries/%2E%2e/redrive")]
    [InlineData("/api/./redrive")]
    [InlineData("http://localhost/api/deliveries/%2e%2e/redrive")]
    public async Task A_target_that_is_another_without_its_dot_segments_is_refused(string target)
    {
        await using var app = await OwnApp.StartAsync(app => app.MapSpotnanaWebhooksManagement());
        using var connection = await RawConnection.OpenAsync(app.Url);

        await connection.SendAsync($"POST {target} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {OwnApp.Key}\r\n\r\n");
        var answer = await connection.ReadAsync();

        Assert.Equal(400, answer?.StatusCode);
        Assert.Contains("Send the path that you mean.", answer!.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_is_hardened_and_those_of_the_application_are_left_alone()
    {
        await using var app = await OwnApp.StartAsync(app =>
        {
            app.MapSpotnanaWebhooksManagement();
            app.MapGet("/hello", () => "hello");
        });

        foreach (var key in (string?[])[OwnApp.Key, null])
        {
            var answer = await app.GetAsync("/api/stats", key);
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Equal("no-store", answer.Header("Cache-Control"));
        }

        var hello = await app.GetAsync("/hello", key: null, host: "shop.example");
        Assert.Equal((HttpStatusCode.OK, "hello"), (hello.StatusCode, hello.Body));
        Assert.Null(hello.Header("Cache-Control"));
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("/no/such/path", key: null)).StatusCode);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Without_keys_the_start_is_refused_outside_Development(string environment)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => OwnApp.StartAsync(app => app.MapSpotnanaWebhooksManagement(), environment: environment, keys: false));

        Assert.Contains("Management:Keys is empty", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("Set Management:Keys:<name>:KeyFile to a file", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("Management:Keys:<name>:Rights:0", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("::1", HttpStatusCode.OK)]
    [InlineData("::ffff:127.0.0.2", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("10.1.2.3", HttpStatusCode.Unauthorized)]
    [InlineData("::ffff:10.1.2.3", HttpStatusCode.Unauthorized)]
    [InlineData("fd00::1", HttpStatusCode.Unauthorized)]
    public async Task Without_keys_Development_answers_this_machine_only(string? address, HttpStatusCode expected)
    {
        await using var app = await OwnApp.StartAsync(
            app =>
            {
                app.Use((context, next) =>
                {
                    context.Connection.LocalIpAddress = address is null ? null : IPAddress.Parse(address);
                    return next(context);
                });
                app.MapSpotnanaWebhooksManagement();
                app.MapGet("/payloads", () => "payloads").RequireRight(Right.Payloads);
            },
            environment: "Development", keys: false);

        Assert.Equal(expected, (await app.GetAsync("/api/stats", key: null)).StatusCode);
        Assert.Equal(expected, (await app.GetAsync("/payloads", key: null)).StatusCode);
    }

    [Fact]
    public async Task An_endpoints_own_right_counts_and_nothing_of_it_runs_before_the_guard()
    {
        var ran = 0;
        await using var app = await OwnApp.StartAsync(app =>
        {
            var group = app.MapGroup("/own").RequireRight(Right.Read);
            group.MapGet("/read/{number}", (int number) => Interlocked.Increment(ref ran));
            group.MapGet("/metrics", () => Interlocked.Increment(ref ran)).RequireRight(Right.Metrics);
        });

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("/own/read/none", key: null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("/own/metrics", key: null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.GetAsync("/own/read/1", OwnApp.OtherKey)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.GetAsync("/own/metrics", OwnApp.Key)).StatusCode);
        Assert.Equal(0, ran);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/own/read/1", OwnApp.Key)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/own/metrics", OwnApp.OtherKey)).StatusCode);
    }

    [Fact]
    public async Task An_output_cache_gives_no_answer_to_those_without_a_key()
    {
        await using var app = await OwnApp.StartAsync(
            app =>
            {
                app.UseOutputCache();
                app.MapSpotnanaWebhooksManagement();
                app.MapGet("/hello", () => Guid.NewGuid());
            },
            services => services.AddOutputCache(cache => cache.AddBasePolicy(policy => policy.Cache())));

        Assert.Equal((await app.GetAsync("/hello")).Body, (await app.GetAsync("/hello")).Body);
        foreach (var target in (string[])["/api/stats", "/openapi/v1.json"])
        {
            Assert.Equal(HttpStatusCode.OK, (await app.GetAsync(target)).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync(target, key: null)).StatusCode);
        }
    }
}
