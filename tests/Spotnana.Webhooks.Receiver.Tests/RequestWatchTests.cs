using System.IO.Pipelines;
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

/// <summary>A flood of requests that are refused leaves the processors to others.</summary>
public sealed class RequestWatchTests : IAsyncDisposable
{
    private static readonly int AtOnce = Environment.ProcessorCount;

    private readonly WebApplication _app = WebApplication.CreateSlimBuilder().Build();
    private readonly ConnectionPlaces _places = new(
        "Webhooks", 1_000, new ClientAddresses(Options.Create(new ForwardedHeadersOptions())), new FakeTimeProvider(),
        NullLogger<ConnectionPlaces>.Instance);
    private readonly TaskCompletionSource _mayEnd = new();
    private readonly RequestDelegate _pipeline;
    private int _working;

    public RequestWatchTests()
    {
        _app.UseRequestWatch();
        _app.Run(async context =>
        {
            Interlocked.Increment(ref _working);
            if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
                await context.Request.BodyReader.ReadAsync();
            await _mayEnd.Task;
            await context.Response.StartAsync();
        });
        _pipeline = ((IApplicationBuilder)_app).Build();
    }

    [Fact]
    public async Task Of_connections_whose_last_request_was_refused_as_many_are_worked_on_at_a_time_as_there_are_processors()
    {
        var flood = await Task.WhenAll(Enumerable.Range(0, AtOnce + 5).Select(_ => ConnectAsync(isSuspect: true)));
        List<Task> requests = [.. flood.Select(connection => SendAsync(connection))];
        Assert.Equal(AtOnce, _working);

        // Others do not wait for them.
        requests.Add(SendAsync(await ConnectAsync(isSuspect: false)));
        Assert.Equal(AtOnce + 1, _working);

        _mayEnd.SetResult();
        await Task.WhenAll(requests);
        Assert.Equal(flood.Length + 1, _working);
    }

    [Fact]
    public async Task One_whose_body_is_not_there_yet_lets_the_next_one_go()
    {
        var flood = await Task.WhenAll(Enumerable.Range(0, AtOnce + 5).Select(_ => ConnectAsync(isSuspect: true)));

        Task[] requests = [.. flood.Select(connection => SendAsync(connection, new Pipe().Reader)), SendAsync(await ConnectAsync(true))];

        Assert.Equal(flood.Length + 1, _working);
        Assert.All(requests, request => Assert.False(request.IsCompleted));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task SendAsync(DefaultConnectionContext connection, PipeReader? body = null)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(connection.Features.Get<ClientConnection>());
        context.Features.Set<IHttpRequestBodyDetectionFeature>(new MayHaveBody(body is not null));
        if (body is not null)
            context.Features.Set<IRequestBodyPipeFeature>(new Body(body));
        return _pipeline(context);
    }

    private async Task<DefaultConnectionContext> ConnectAsync(bool isSuspect)
    {
        var connection = new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1) };
        Assert.True(await _places.TryTakeAsync(connection));
        if (isSuspect)
        {
            var refused = new DefaultHttpContext();
            refused.Features.Set<IHttpResponseFeature>(new Started { StatusCode = StatusCodes.Status401Unauthorized });
            connection.Features.Get<ClientConnection>()!.Answered(refused);
        }

        return connection;
    }

    private sealed class Started : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }

    private sealed record MayHaveBody(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;

    private sealed record Body(PipeReader Reader) : IRequestBodyPipeFeature;
}
