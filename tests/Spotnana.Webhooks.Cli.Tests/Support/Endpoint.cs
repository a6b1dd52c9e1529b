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
    private readonly byte[] _key;
    private readonly ConcurrentDictionary<string, byte[]> _stored = new();

    private Endpoint(string secret)
    {
        _key = Convert.FromBase64String(secret["whsec_".Length..]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>Set: every authentic request gets this instead of 200.</summary>
    public int? OtherStatus { get; set; }

    public string Url => _app.Urls.Single() + "/webhooks/spotnana";

    public static async Task<Endpoint> StartAsync(string secret = Known.Sandbox)
    {
        var endpoint = new Endpoint(secret);
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
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Requests.Enqueue(new Received(context.Request.Method, context.Request.Path, headers, body));

        var id = headers.GetValueOrDefault("x-spotnana-webhook-id", "");
        if (!IsAuthentic(id, headers, body))
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("""{"title":"Unauthorized","status":401,"detail":"no secret matched"}""");
            return;
        }

        if (OtherStatus is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        var first = _stored.TryAdd(id, body);
        var said = first ? "accepted" : _stored[id].AsSpan().SequenceEqual(body) ? "duplicate" : "quarantined";
        await context.Response.WriteAsync($$"""{"status":"{{said}}","id":"{{id}}"}""");
    }

    private bool IsAuthentic(string id, Dictionary<string, string> headers, byte[] body)
    {
        var timestamp = headers.GetValueOrDefault("x-spotnana-webhook-timestamp", "");
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return Convert.ToBase64String(HMACSHA256.HashData(_key, signed)) == headers.GetValueOrDefault("x-spotnana-webhook-signature");
    }
}
