using System.Net;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Each path answers on its own listener, whatever the Host header says; the probes on both.</summary>
public sealed class ListenerTests : IClassFixture<ListenerTests.Fixture>
{
    private readonly RunningReceiver _receiver;

    public ListenerTests(Fixture fixture) => _receiver = fixture.Receiver;

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task The_probes_answer_200_on_both(string path)
    {
        var url = new Uri(path, UriKind.Relative);
        Assert.Equal(HttpStatusCode.OK, (await _receiver.Webhooks.GetAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _receiver.Management.GetAsync(url)).StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task The_probes_answer_HEAD_as_GET_without_a_body_on_both(string path)
    {
        foreach (var client in (HttpClient[])[_receiver.Webhooks, _receiver.Management])
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var answer = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Deliveries_are_404_on_the_management_listener_even_with_the_other_listeners_Host()
    {
        using var request = new TestDelivery { Change = request => request.Headers.Host = _receiver.WebhooksUrl.Authority }.Request();
        using var answer = await _receiver.Management.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("POST", "/openapi/v1.json")]
    [InlineData("OPTIONS", "/openapi/v1.json")]
    [InlineData("GET", "/metrics")]
    [InlineData("POST", "/metrics")]
    [InlineData("GET", "/api/deliveries")]
    [InlineData("GET", "/")]
    public async Task What_belongs_to_management_does_not_exist_on_the_webhooks_listener_even_with_the_other_listeners_Host(
        string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Host = _receiver.ManagementUrl.Authority;
        using var answer = await _receiver.Webhooks.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_server_does_not_name_its_software() =>
        Assert.Null((await _receiver.GetAsync("/health/live")).Header("Server"));

    public sealed class Fixture : IDisposable
    {
        public RunningReceiver Receiver { get; } = new();

        public void Dispose() => Receiver.Dispose();
    }
}
