using System.Net;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>Calls that may change something are refused when another site's page makes the browser send them.</summary>
public sealed class CrossSiteTests : IClassFixture<CrossSiteTests.Fixture>
{
    private readonly RunningReceiver _receiver;

    public CrossSiteTests(Fixture fixture) => _receiver = fixture.Receiver;

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "")]
    [InlineData("Origin", "https://rebound.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "")]
    [InlineData("Origin", "http://localhost")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Origin", "http://127.0.0.1:8081")]
    public async Task A_state_changing_call_from_another_site_is_403(string header, string value)
    {
        foreach (var method in (string[])["POST", "DELETE", "PUT", "PATCH", "PURGE"])
        {
            var answer = await CallAsync(method, (header, value));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal(
                """{"type":"about:blank","title":"Forbidden","status":403,"detail":"Calls from pages of other sites are refused."}""",
                answer.Body);
        }
    }

    [Theory]
    [InlineData]
    [InlineData("Sec-Fetch-Site", "same-origin", "Origin", "http://localhost:8081")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "http://LOCALHOST:8081")]
    [InlineData("Origin", "https://localhost:8081")]
    public async Task A_state_changing_call_from_a_program_or_from_our_own_page_passes(params string[] headers) =>
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("POST", [.. headers.Chunk(2).Select(pair => (pair[0], pair[1]))])).StatusCode);

    [Fact]
    public async Task One_foreign_value_among_good_ones_is_enough_for_403() =>
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await CallAsync("POST", ("Sec-Fetch-Site", "cross-site"), ("Origin", "http://localhost:8081"))).StatusCode);

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task Reading_calls_are_answered_but_not_readable_by_another_site(string method)
    {
        var answer = await CallAsync(
            method, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://rebound.example"), ("Access-Control-Request-Method", "POST"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
    }

    private async Task<Answer> CallAsync(string method, params (string Name, string Value)[] headers)
    {
        using var request =
            new HttpRequestMessage(new HttpMethod(method), TestEndpoints.For("operate")) { Headers = { Host = "localhost:8081" } };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await RunningReceiver.ReadAsync(await _receiver.Management.SendAsync(request));
    }

    public sealed class Fixture : IDisposable
    {
        public RunningReceiver Receiver { get; } = new(map: TestEndpoints.Map);

        public void Dispose() => Receiver.Dispose();
    }
}
