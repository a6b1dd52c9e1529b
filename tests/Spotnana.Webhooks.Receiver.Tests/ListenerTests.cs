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

    [Fact]
    public async Task Deliveries_are_404_on_the_management_listener_even_with_the_other_listeners_Host()
    {
        using var request = new TestDelivery { Change = request => request.Headers.Host = _receiver.WebhooksUrl.Authority }.Request();
        using var answer = await _receiver.Management.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task The_server_does_not_name_itself() =>
        Assert.Null((await _receiver.GetAsync("/health/live")).Header("Server"));

    public sealed class Fixture : IDisposable
    {
        public RunningReceiver Receiver { get; } = new();

        public void Dispose() => Receiver.Dispose();
    }
}
