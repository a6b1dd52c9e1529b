using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>Where a route forwards to, or an exporter exports to: records what it gets.</summary>
public sealed class RouteTarget : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RouteTarget(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> Requests { get; } = new();

    public string Root => _app.Urls.First();

    public string Url => Root + "/hooks";

    /// <param name="statusCode">The status of the answer to the n-th request.</param>
    /// <param name="answer">Writes the rest of each answer. Null: there is none.</param>
    /// <param name="port">Where it listens on 127.0.0.1; 0 takes a free one.</param>
    public static async Task<RouteTarget> StartAsync(Func<int, int> statusCode, Func<HttpContext, Task>? answer = null, int port = 0)
    {
        // An empty builder: the others would read the service's own appsettings.json, and listen where it says.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        var target = new RouteTarget(app);
        app.MapPost("/{**path}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            target.Requests.Enqueue(new Received(
                context.Request.Path,
                context.Request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray()));
            context.Response.StatusCode = statusCode(target.Requests.Count);
            if (context.Response.StatusCode == (int)HttpStatusCode.Found)
                context.Response.Headers.Location = "/elsewhere";
            await (answer?.Invoke(context) ?? Task.CompletedTask);
        });
        await app.StartAsync();
        return target;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public sealed record Received(string Path, Dictionary<string, string> Headers, byte[] Body)
    {
        public string? this[string header] => Headers.GetValueOrDefault(header);
    }
}
