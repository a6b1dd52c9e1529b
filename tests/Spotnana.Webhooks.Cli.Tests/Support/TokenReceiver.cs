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
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new();

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

    /// <summary>How long a token is really valid.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether a client gets a token by its secret.</summary>
    public Func<string, bool> TakesSecret { get; set; } = secret => secret == ClientSecret;

    /// <summary>Whether a delivery gets in by what its header holds, although it is no token of this receiver.</summary>
    public Func<string, bool> TakesHeader { get; set; } = _ => false;

    /// <summary>Gives one token at a time: the ones before are forgotten.</summary>
    public bool KeepsOneToken { get; set; }

    /// <summary>What a refused delivery is told of its header.</summary>
    public Func<string, string> Says { get; set; } = _ => "";

    /// <summary>No delivery is taken.</summary>
    public bool IsDown { get; set; }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task GiveTokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["client_id"] != ClientId || !TakesSecret(form["client_secret"].ToString()) || form["grant_type"] != "client_credentials")
        {
            context.Response.StatusCode = 401;
            return;
        }

        var token = Guid.NewGuid().ToString("N");
        if (KeepsOneToken)
            _tokens.Clear();
        _tokens[token] = DateTimeOffset.UtcNow + Lifetime;
        Tokens.Enqueue(token);
        await context.Response.WriteAsync(Answer(token));
    }

    private async Task TakeAsync(HttpContext context)
    {
        var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        if (context.Request.Method != "POST" || headers.GetValueOrDefault("API-Version") != "2.0")
        {
            context.Response.StatusCode = 400;
            return;
        }

        Deliveries.Enqueue(new Received(context.Request.Method, context.Request.Path, headers, buffer.ToArray()));
        if (Deliveries.Count == ForgetsAt)
            _tokens.Clear();
        var header = headers.GetValueOrDefault("Authorization", "");
        var ends = _tokens.GetValueOrDefault(header.Replace("Bearer ", "", StringComparison.Ordinal));
        if (ends < DateTimeOffset.UtcNow && !TakesHeader(header))
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync(Says(header));
        }
        else if (IsDown)
            context.Response.StatusCode = 503;
    }
}
