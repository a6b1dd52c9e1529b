using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Spotnana.Webhooks.Cli.Tests.Support;

/// <summary>A management listener on a real socket that answers what a test tells it to and remembers what it was asked.</summary>
internal sealed class ManagementStub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ManagementStub(Func<string, (int Status, string Body)> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            var call = $"{context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}";
            Calls.Enqueue(call);
            Bodies.Enqueue(context.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody);
            Texts.Enqueue(await new StreamReader(context.Request.Body).ReadToEndAsync());
            Keys.Enqueue(context.Request.Headers.Authorization.ToString());
            var (status, body) = answer(call);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        });
    }

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Whether each call announced a body.</summary>
    public ConcurrentQueue<bool> Bodies { get; } = new();

    /// <summary>The body of each call.</summary>
    public ConcurrentQueue<string> Texts { get; } = new();

    public ConcurrentQueue<string> Keys { get; } = new();

    public string Url => _app.Urls.Single();

    public static Task<ManagementStub> StartAsync(int status, string body) => StartAsync(_ => (status, body));

    public static async Task<ManagementStub> StartAsync(Func<string, (int Status, string Body)> answer)
    {
        var stub = new ManagementStub(answer);
        await stub._app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
