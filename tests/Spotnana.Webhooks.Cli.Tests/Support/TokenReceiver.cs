using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Spotnana.Webhooks.Cli.Tests.Support;

/// <summary>A receiver on a real socket that gives tokens for client credentials and takes deliveries with one of them.</summary>
internal sealed class TokenReceiver : IAsyncDisposable
{
    public const string ClientId = "spotnana";
    public const string ClientSecret = "open sesame & more";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _tokens = new();

    private TokenReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(context =>
            context.Request.Path.Value!.EndsWith("/oauth/token", StringComparison.Ordinal) ? GiveTokenAsync(context) : TakeAsync(context));
    }

    public ConcurrentQueue<Received> Deliveries { get; } = new();

    public ConcurrentQueue<string> Tokens { get; } = new();

    public string Url => _app.Urls.Single() + "/webhooks/spotnana";

    public static async Task<TokenReceiver> StartAsync()
    {
        var receiver = new TokenReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>At this delivery it forgets all tokens that it has given.</summary>
    public int ForgetsAt { get; set; }

    /// <summary>The answer that gives a token.</summary>
    public Func<string, string> Answer { get; set; } =
        token => $$"""{"access_token":"{{token}}","expires_in":3600,"token_type":"Bearer"}""";

    /// <summary>No delivery is taken.</summary>
    public bool IsDown { get; set; }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task GiveTokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret || form["grant_type"] != "client_credentials")
        {
            context.Response.StatusCode = 401;
            return;
        }

        var token = Guid.NewGuid().ToString("N");
        _tokens[token] = true;
        Tokens.Enqueue(token);
        await context.Response.WriteAsync(Answer(token));
    }

    private async Task TakeAsync(HttpContext context)
    {
        var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Deliveries.Enqueue(new Received(context.Request.Method, context.Request.Path, headers, buffer.ToArray()));
        if (Deliveries.Count == ForgetsAt)
            _tokens.Clear();
        if (!_tokens.ContainsKey(headers.GetValueOrDefault("Authorization", "").Replace("Bearer ", "", StringComparison.Ordinal)))
            context.Response.StatusCode = 401;
        else if (IsDown)
            context.Response.StatusCode = 503;
    }
}
