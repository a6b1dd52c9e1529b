using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Spotnana.Webhooks.Cli.Tests.Support;

/// <summary>
/// A receiver on a real socket that checks the signature by its own few lines, not by the library's, and remembers ids.
/// </summary>
internal sealed class Endpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly byte[][] _keys;
    private readonly ConcurrentDictionary<string, byte[]> _stored = new();

    private Endpoint(string[] secrets, int port)
    {
        _keys = [.. secrets.Select(secret => Convert.FromBase64String(secret["whsec_".Length..]))];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>Set: every authentic request gets this instead of 200.</summary>
    public int? OtherStatus { get; set; }

    /// <summary>Gives some authentic requests another status than 200. Called for one request at a time.</summary>
    public Func<Received, int?> Answer { get; set; } = _ => null;

    public string Url => _app.Urls.Single() + "/webhooks/spotnana";

    public int Port => new Uri(_app.Urls.Single()).Port;

    public static Task<Endpoint> StartAsync(string secret = Known.Sandbox) => StartAsync(0, secret);

    /// <summary>Each of the secrets is enough. Port 0 is any that is free.</summary>
    public static async Task<Endpoint> StartAsync(int port, params string[] secrets)
    {
        var endpoint = new Endpoint(secrets, port);
        await endpoint._app.StartAsync();
        return endpoint;
    }

    /// <summary>An address on which nothing listens.</summary>
    public static async Task<string> GoneAsync()
    {
        await using var endpoint = await StartAsync();
        return endpoint.Url;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new Received(context.Request.Method, context.Request.Path, headers, body);
        Requests.Enqueue(request);

        var id = headers.GetValueOrDefault("x-spotnana-webhook-id", "");
        if (!IsAuthentic(id, headers, body))
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("""{"title":"Unauthorized","status":401,"detail":"no secret matched"}""");
            return;
        }

        if ((OtherStatus ?? Judge(request)) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        var first = _stored.TryAdd(id, body);
        var said = first ? "accepted" : _stored[id].AsSpan().SequenceEqual(body) ? "duplicate" : "quarantined";
        await context.Response.WriteAsync($$"""{"status":"{{said}}","id":"{{id}}"}""");
    }

    private int? Judge(Received request)
    {
        lock (_stored)
            return Answer(request);
    }

    private bool IsAuthentic(string id, Dictionary<string, string> headers, byte[] body)
    {
        var timestamp = headers.GetValueOrDefault("x-spotnana-webhook-timestamp", "");
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var signatures = headers.GetValueOrDefault("x-spotnana-webhook-signature", "").Split(' ');
        return _keys.Any(key => signatures.Contains(Convert.ToBase64String(HMACSHA256.HashData(key, signed))));
    }
}
