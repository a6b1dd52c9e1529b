using System.Diagnostics;
using System.Net;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.TestPorts;

namespace Spotnana.Webhooks.Receiver.Tests.Forwarding;

/// <summary>Deliveries and telemetry pass a proxy only where the settings say so, and never on the way to this machine.</summary>
public sealed class ProxyTests
{
    [Fact]
    public async Task A_proxy_in_the_environment_sees_only_the_route_that_chose_it_and_nothing_that_goes_to_this_machine()
    {
        await using var proxy = await ProxyLog.StartAsync();
        await using var chosen = await ProxyLog.StartAsync();
        await using var target = await RouteTarget.StartAsync(_ => 200);
        var port = FreePorts.Next();
        await using var service = new ServiceRun(new()
        {
            ["HTTP_PROXY"] = proxy.Url,
            ["HTTPS_PROXY"] = proxy.Url,
            ["ALL_PROXY"] = proxy.Url,
            ["http_proxy"] = proxy.Url,
            ["Kestrel:Endpoints:Webhooks:Url"] = $"http://127.0.0.1:{port}",
            ["Routes:here:Forward:Url"] = target.Url,
            ["Routes:here-by-environment:Forward:Url"] = target.Url,
            ["Routes:here-by-environment:Forward:Proxy"] = "environment",
            ["Routes:away:Forward:Url"] = "http://away.invalid/hooks",
            ["Routes:away:Forward:AllowHttp"] = "true",
            ["Routes:asked:Forward:Url"] = "http://asked.invalid/hooks",
            ["Routes:asked:Forward:AllowHttp"] = "true",
            ["Routes:asked:Forward:Proxy"] = "environment",
            ["Routes:named:Forward:Url"] = "http://named.invalid/hooks",
            ["Routes:named:Forward:AllowHttp"] = "true",
            ["Routes:named:Forward:Proxy"] = chosen.Url,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = target.Root,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
        });
        await service.SaysAsync("Ready on");
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new($"http://127.0.0.1:{port}") };
        using var request = new TestDelivery().Request();

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Wait.UntilAsync(
            () => target.Requests.Count(received => received.Path == "/hooks") == 2
                && target.Requests.Any(received => received.Path == "/v1/metrics"),
            () => $"both routes and metrics, but there were {string.Join(", ", target.Requests.Select(received => received.Path))}"
                + $"; the proxy saw {string.Join(", ", proxy.Targets)}\n{service.Output}");
        await Wait.UntilAsync(() => !chosen.Targets.IsEmpty && !proxy.Targets.IsEmpty);
        await service.SaysAsync("The target cannot be reached"); // that of the route without a proxy
        Assert.All(proxy.Targets, seen => Assert.Equal("http://asked.invalid/hooks", seen));
        Assert.All(chosen.Targets, seen => Assert.Equal("http://named.invalid/hooks", seen));
    }

    [Theory]
    [InlineData("send pnr-v3.booking-ticketed.air --url")]
    [InlineData("certify --json --url")]
    [InlineData("inbox stats --server")]
    public async Task The_tool_reaches_this_machine_without_the_proxy_of_the_environment(string command)
    {
        await using var proxy = await ProxyLog.StartAsync();
        await using var target = await RouteTarget.StartAsync(_ => 200);
        string[] args = [Path.Combine(AppContext.BaseDirectory, "spotnana-webhooks.dll"), .. command.Split(' '), target.Url];
        var start = new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var variable in (string[])["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
            start.Environment[variable] = proxy.Url;
        using var bound = new CancellationTokenSource(Wait.Bound);

        using var tool = Process.Start(start)!;
        var (output, errors) = (tool.StandardOutput.ReadToEndAsync(bound.Token), tool.StandardError.ReadToEndAsync(bound.Token));
        await tool.WaitForExitAsync(bound.Token);

        Assert.Empty(proxy.Targets);
        Assert.NotEmpty(await output + await errors);
    }

    [Theory]
    [InlineData("proxy.internal:3128", "https://x.example/", "is neither a proxy's URL, such as http://proxy.internal:3128, nor")]
    [InlineData("hunter2", "https://x.example/", "is neither a proxy's URL")]
    [InlineData("ftp://proxy/?hunter2", "https://x.example/", "is neither a proxy's URL")]
    [InlineData("http://me:hunter2@proxy:3128", "https://x.example/", "holds credentials. Set it to environment")]
    [InlineData("http://proxy:3128", "http://127.0.0.1/", "has no effect: no proxy is used to this machine. Remove it.")]
    public void A_proxy_that_cannot_be_right_stops_the_start_and_is_not_shown(string proxy, string url, string expected)
    {
        var error = Assert.Single(StartErrors(("Routes:a:Forward:Proxy", proxy), ("Routes:a:Forward:Url", url)));
        Assert.StartsWith($"Routes:a:Forward:Proxy {expected}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expenses.internal/hooks?token=hunter2", "is no http or https URL. Set the whole URL")]
    [InlineData("ftp://expenses.internal/hunter2", "is no http or https URL. Set the whole URL")]
    [InlineData("https://me:hunter2@expenses.internal/", "holds credentials. Remove them")]
    [InlineData("http://expenses.internal/hunter2", "is plain http")]
    public void A_URL_that_cannot_be_right_is_not_shown_since_it_may_hold_a_token(string url, string expected)
    {
        var error = Assert.Single(StartErrors(("Routes:a:Forward:Url", url)));
        Assert.StartsWith($"Routes:a:Forward:Url {expected}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> StartErrors(params (string Key, string? Value)[] settings) => StartCheck.Errors(
        [("Inbox:Engine", "Memory"), ("Management:Keys:ops:Key", "0123456789abcdef"), ("Management:Keys:ops:Rights:0", "read"),
            ("Subscriptions:spotnana:Secrets:0", TestDelivery.Secret), .. settings]);
}
