using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>The target of routes: a record of what was handled, by whom and when, that no service under test can reach.</summary>
internal sealed class ForwardTarget : IAsyncDisposable
{
    /// <summary>The header by which each replica is told to name itself.</summary>
    public const string ReplicaHeader = "x-replica";

    private readonly WebApplication _app;

    private ForwardTarget(WebApplication app) => _app = app;

    public ConcurrentQueue<Arrival> Arrivals { get; } = new();

    public string Url => _app.Urls.First() + "/hooks";

    public static async Task<ForwardTarget> StartAsync()
    {
        // An empty builder: the others would read the service's own appsettings.json, and listen where it says.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var target = new ForwardTarget(app);
        app.MapPost("/hooks", async context =>
        {
            var at = Stopwatch.GetTimestamp();
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            target.Arrivals.Enqueue(new(
                context.Request.Headers["webhook-id"].ToString(), context.Request.Headers[ReplicaHeader].ToString(),
                Convert.ToHexString(SHA256.HashData(body.ToArray())), at));
        });
        await app.StartAsync();
        return target;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>One request that reached the target.</summary>
    internal sealed record Arrival(string Id, string Replica, string Sha256, long At);
}
