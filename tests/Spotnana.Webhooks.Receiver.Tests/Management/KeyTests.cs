using System.Net;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>Keys and rights on the management listener.</summary>
public sealed class KeyTests : IClassFixture<KeyTests.Fixture>
{
    private const string Grafana = "grafana-0123456789abcdef";
    private const string Oncall = "oncall-0123456789abcdef";

    private readonly RunningReceiver _receiver;

    public KeyTests(Fixture fixture) => _receiver = fixture.Receiver;

    [Theory]
    [InlineData("Authorization", "Bearer " + Oncall)]
    [InlineData("Authorization", "bearer  " + Oncall)]
    [InlineData("X-Api-Key", Oncall)]
    public async Task A_key_opens_by_either_header_and_its_name_is_known(string header, string value)
    {
        var answer = await SendAsync("read", (header, value));
        Assert.Equal((HttpStatusCode.OK, "oncall"), (answer.StatusCode, answer.Body));
    }

    [Fact]
    public async Task X_Api_Key_counts_where_a_proxy_uses_Authorization()
    {
        Assert.Equal("oncall", (await SendAsync("read", ("Authorization", "Basic dXNlcjpwYXNz"), ("X-Api-Key", Oncall))).Body);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await SendAsync("read", ("Authorization", $"Bearer {Oncall}"), ("X-Api-Key", "unknown"))).StatusCode);
    }

    [Theory]
    [InlineData]
    [InlineData("Authorization", "Bearer nobody-0123456789abcdef")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearer " + Oncall + "x")]
    [InlineData("Authorization", "Basic " + Oncall)]
    [InlineData("Authorization", Oncall)]
    [InlineData("X-Api-Key", "")]
    [InlineData("X-Api-Key", Oncall, "X-Api-Key", Oncall)]
    [InlineData("Authorization", "Bearer " + Oncall, "Authorization", "Bearer " + Oncall)]
    [InlineData("Cookie", "X-Api-Key=" + Oncall)]
    public async Task Without_one_known_key_every_path_is_401_with_one_body(params string[] headers)
    {
        foreach (var path in (string[])[
            TestEndpoints.For("read"), TestEndpoints.Undeclared, "/openapi/v1.json", "/metrics", "/", "/no/such/path",
        ])
        {
            var answer = await SendToAsync(path, [.. headers.Chunk(2).Select(pair => (pair[0], pair[1]))]);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
            Assert.Equal("application/problem+json", answer.Header("Content-Type"));
            Assert.Equal(
                """{"type":"about:blank","title":"Unauthorized","status":401,"detail":"This needs a key of Management:Keys, as Authorization: Bearer or as X-Api-Key."}""",
                answer.Body);
        }
    }

    [Theory]
    [InlineData("metrics", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("read", HttpStatusCode.Forbidden, HttpStatusCode.OK)]
    [InlineData("payloads", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("operate", HttpStatusCode.Forbidden, HttpStatusCode.OK)]
    [InlineData("erase", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task A_key_opens_what_its_rights_say_and_nothing_else(string right, HttpStatusCode grafana, HttpStatusCode oncall)
    {
        Assert.Equal(grafana, (await SendAsync(right, ("X-Api-Key", Grafana))).StatusCode);
        Assert.Equal(oncall, (await SendAsync(right, ("X-Api-Key", Oncall))).StatusCode);
    }

    [Fact]
    public async Task A_missing_right_is_named()
    {
        var answer = await SendAsync("erase", ("X-Api-Key", Oncall));
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal(
            """{"type":"about:blank","title":"Forbidden","status":403,"detail":"This needs a key of Management:Keys with the right erase."}""",
            answer.Body);
    }

    [Fact]
    public async Task What_declares_no_right_is_refused_with_any_key() =>
        Assert.Equal(HttpStatusCode.Forbidden, (await SendToAsync(TestEndpoints.Undeclared, ("X-Api-Key", Oncall))).StatusCode);

    [Fact]
    public async Task With_a_key_an_unknown_path_is_404() =>
        Assert.Equal(HttpStatusCode.NotFound, (await SendToAsync("/no/such/path", ("X-Api-Key", Grafana))).StatusCode);

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task The_probes_need_no_key(string path) => Assert.Equal(HttpStatusCode.OK, (await SendToAsync(path)).StatusCode);

    [Fact]
    public async Task Refused_calls_are_logged_by_key_name_and_no_key_ever_is()
    {
        using var receiver = NewReceiver();
        await SendToAsync(receiver, TestEndpoints.For("read"), ("X-Api-Key", Grafana));
        await SendToAsync(receiver, TestEndpoints.For("read"), ("X-Api-Key", "unknown-0123456789abcdef"));

        Assert.Contains("Refused a management call by \"grafana\" from \"127.0.0.1\": 403 \"right-lacking\"", receiver.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", receiver.Log.Text, StringComparison.Ordinal);
    }

    private Task<Answer> SendAsync(string right, params (string Name, string Value)[] headers) =>
        SendToAsync(TestEndpoints.For(right), headers);

    private Task<Answer> SendToAsync(string path, params (string Name, string Value)[] headers) => SendToAsync(_receiver, path, headers);

    private static async Task<Answer> SendToAsync(RunningReceiver receiver, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var header in headers.GroupBy(header => header.Name))
            request.Headers.TryAddWithoutValidation(header.Key, header.Select(each => each.Value));
        return await RunningReceiver.ReadAsync(await receiver.Management.SendAsync(request));
    }

    private static RunningReceiver NewReceiver() => new(
        new()
        {
            ["Management:Keys:grafana:Key"] = Grafana,
            ["Management:Keys:grafana:Rights:0"] = "metrics",
            ["Management:Keys:oncall:Key"] = Oncall,
            ["Management:Keys:oncall:Rights:0"] = "read",
            ["Management:Keys:oncall:Rights:1"] = "Operate",
        },
        map: TestEndpoints.Map);

    public sealed class Fixture : IDisposable
    {
        public RunningReceiver Receiver { get; } = NewReceiver();

        public void Dispose() => Receiver.Dispose();
    }
}
