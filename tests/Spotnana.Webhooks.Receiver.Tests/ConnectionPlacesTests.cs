using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Receiver.Listening;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Who loses its place on a full listener, and how many places there are.</summary>
public sealed class ConnectionPlacesTests
{
    private const int Count = 16;

    private readonly FakeTimeProvider _time = new();
    private readonly ConnectionPlaces _places;

    public ConnectionPlacesTests()
    {
        var proxies = new ForwardedHeadersOptions();
        proxies.KnownProxies.Add(IPAddress.Parse("10.0.0.1"));
        _places = new("Webhooks", Count, new ClientAddresses(Options.Create(proxies)), _time, NullLogger<ConnectionPlaces>.Instance);
    }

    [Fact]
    public async Task Connections_of_an_address_with_more_than_its_share_go_first_the_oldest_of_them_before_the_others()
    {
        var old = await TakeAsync("203.0.113.1");
        var proxied = await TakeAsync("10.0.0.1", 5);
        var greedy = await TakeAsync("203.0.113.2", 3);
        await TakeAsync("127.0.0.1", Count - 9);

        await TakeAsync("203.0.113.3");

        Assert.True(IsEnded(greedy[0]));
        Assert.DoesNotContain([old[0], .. proxied, .. greedy[1..]], IsEnded);
    }

    [Fact]
    public async Task Addresses_of_one_network_of_IPv6_are_one_and_without_such_an_address_the_oldest_goes()
    {
        var old = await TakeAsync("2001:db8:0:1::1");
        await TakeAsync("127.0.0.1", Count - 4);
        DefaultConnectionContext[] same =
        [
            .. await TakeAsync("2001:db8:0:2::1"), .. await TakeAsync("2001:db8:0:2:1::2"), .. await TakeAsync("2001:db8:0:2::3"),
        ];

        await TakeAsync("127.0.0.1");
        Assert.True(IsEnded(same[0]));
        await TakeAsync("127.0.0.1");
        Assert.True(IsEnded(old[0]));
    }

    [Fact]
    public async Task Connections_by_which_something_authentic_came_go_after_all_others()
    {
        var proven = await TakeAsync("127.0.0.1");
        Answer(proven[0], StatusCodes.Status200OK);
        var refused = await TakeAsync("127.0.0.1", Count - 1);
        Answer(refused[0], StatusCodes.Status401Unauthorized);

        await TakeAsync("127.0.0.1", Count - 1);
        Assert.All(refused, connection => Assert.True(IsEnded(connection)));
        Assert.False(IsEnded(proven[0]));
    }

    [Fact]
    public async Task A_connection_that_has_a_whole_request_keeps_its_place()
    {
        var busy = await TakeAsync("203.0.113.1", Count);
        Assert.All(busy, connection => Of(connection).HasWholeRequest());
        Assert.False(await _places.TryTakeAsync(Connection("203.0.113.2")));

        Of(busy[^1]).Waits();
        await TakeAsync("203.0.113.2");

        Assert.True(IsEnded(busy[^1]));
        Assert.DoesNotContain(busy[..^1], IsEnded);
    }

    [Fact]
    public async Task A_new_connection_waits_for_the_end_of_the_one_whose_place_it_gets()
    {
        var held = await TakeAsync("127.0.0.1", Count, endsAtOnce: false);

        var taking = _places.TryTakeAsync(Connection("127.0.0.1")).AsTask();
        await Wait.UntilAsync(() => IsEnded(held[0]));
        Assert.False(taking.IsCompleted);
        Of(held[0]).End();

        Assert.True(await taking);
    }

    [Theory]
    [InlineData(512, 120, 0, 24L << 30, 212, 30)]
    [InlineData(1_024, 120, 8, 24L << 30, 653, 93)]
    [InlineData(4_096, 120, 8, 24L << 30, 3_562, 256)]
    [InlineData(1_048_576, 120, 8, 24L << 30, 10_000, 256)]
    [InlineData(1_048_576, 120, 8, 102L << 20, 357, 51)]
    [InlineData(200, 190, 8, 24L << 30, 16, 16)]
    public void There_are_as_many_places_as_file_descriptors_and_memory_allow(
        int descriptors, int open, int targets, long memory, int webhooks, int management) =>
        Assert.Equal(new ConnectionCaps(webhooks, management), ConnectionCaps.For(descriptors, open, targets, memory));

    private async Task<DefaultConnectionContext[]> TakeAsync(string address, int count = 1, bool endsAtOnce = true)
    {
        DefaultConnectionContext[] connections = [.. Enumerable.Range(0, count).Select(_ => Connection(address, endsAtOnce))];
        foreach (var connection in connections)
            Assert.True(await _places.TryTakeAsync(connection));
        return connections;
    }

    /// <summary>As the server does, it ends what is left of a connection that was aborted.</summary>
    private static DefaultConnectionContext Connection(string address, bool endsAtOnce = true)
    {
        var connection = new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 1) };
        if (endsAtOnce)
            connection.ConnectionClosed.Register(() => Of(connection).End());
        return connection;
    }

    private static ClientConnection Of(DefaultConnectionContext connection) => connection.Features.Get<ClientConnection>()!;

    private static bool IsEnded(DefaultConnectionContext connection) => connection.ConnectionClosed.IsCancellationRequested;

    private static void Answer(DefaultConnectionContext connection, int status)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(new Started { StatusCode = status });
        context.Request.Method = HttpMethods.Post;
        Of(connection).Answered(context);
        Of(connection).Waits();
    }

    private sealed class Started : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }
}
