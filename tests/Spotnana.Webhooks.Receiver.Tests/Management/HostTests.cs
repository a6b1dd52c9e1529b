using System.Net;
using System.Net.Sockets;
using System.Text;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>The management listener answers to known host names only, and no page of another site can read its answers.</summary>
public sealed class HostTests : IClassFixture<HostTests.Fixture>
{
    private readonly RunningReceiver _receiver;

    public HostTests(Fixture fixture) => _receiver = fixture.Receiver;

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:8081")]
    [InlineData("LOCALHOST:1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:8081")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8081")]
    [InlineData("ops.internal")]
    [InlineData("Ops.Internal:443")]
    [InlineData("[fd00::17]:8081")]
    public async Task A_known_Host_is_answered_on_any_port(string host) =>
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(host, TestEndpoints.For("read"))).StatusCode);

    [Theory]
    [InlineData("rebound.example")]
    [InlineData("rebound.example:8081")]
    [InlineData("localhost.rebound.example")]
    [InlineData("localhost.")]
    [InlineData("127.0.0.1.rebound.example")]
    [InlineData("127.0.0.2")]
    [InlineData("0.0.0.0")]
    [InlineData("ops.internal.rebound.example")]
    public async Task DNS_rebinding_any_other_Host_is_421_on_every_path(string host)
    {
        foreach (var path in (string[])[TestEndpoints.For("read"), "/openapi/v1.json", "/", "/no/such/path"])
        {
            var answer = await CallAsync(host, path);
            Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Header("Content-Type"));
            Assert.Contains("Management:AllowedHosts", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(host, answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task The_probes_are_answered_for_any_Host(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("10.42.0.7:8081", path)).StatusCode);

    [Theory]
    [InlineData("GET /test/read HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n")]
    [InlineData("GET /test/read HTTP/1.1\r\n")]
    [InlineData("GET /test/read HTTP/1.1\r\nHost:\r\n")]
    [InlineData("GET /test/read HTTP/1.0\r\n")]
    [InlineData("GET http://rebound.example/test/read HTTP/1.1\r\nHost: localhost\r\n")]
    public async Task A_missing_repeated_or_contradicted_Host_is_400(string request) =>
        Assert.StartsWith("HTTP/1.1 400 ", await SendRawAsync(request), StringComparison.Ordinal);

    [Fact]
    public async Task The_webhooks_listener_does_not_judge_the_Host()
    {
        var answer = await _receiver.SendAsync(new TestDelivery { Change = request => request.Headers.Host = "hooks.example" });
        Assert.Equal("accepted", answer.Status);
    }

    [Theory]
    [InlineData("localhost", "/test/read")]
    [InlineData("localhost", "/openapi/v1.json")]
    [InlineData("localhost", "/no/such/path")]
    [InlineData("localhost", "/health/live")]
    [InlineData("rebound.example", "/")]
    public async Task Every_answer_is_hardened_and_no_other_site_may_read_it(string host, string path)
    {
        var answer = await CallAsync(host, path, ("Origin", "https://rebound.example"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer.Header("Content-Security-Policy"));
        Assert.DoesNotContain(
            answer.Response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<Answer> CallAsync(string host, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await RunningReceiver.ReadAsync(await _receiver.Management.SendAsync(request));
    }

    private async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _receiver.ManagementUrl.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{request}Connection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }

    public sealed class Fixture : IDisposable
    {
        public RunningReceiver Receiver { get; } =
            new(
                new() { ["Management:AllowedHosts:0"] = "ops.internal", ["Management:AllowedHosts:1"] = "fd00::17" },
                map: TestEndpoints.Map);

        public void Dispose() => Receiver.Dispose();
    }
}
