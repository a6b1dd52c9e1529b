using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>
/// A receiver that does all that Spotnana asks for, written with none of the library's code. Each property breaks one thing.
/// </summary>
internal sealed class SmallReceiver : IAsyncDisposable
{
    private static readonly TimeSpan _tolerance = TimeSpan.FromDays(15);

    private readonly ConcurrentDictionary<string, bool> _stored = new();
    private readonly WebApplication _app;
    private int _forgeries;

    public SmallReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public ConcurrentQueue<Received> Requests { get; } = new();

    public string Secret { get; init; } = Known.Sandbox;

    public int Success { get; init; } = 200;

    public int Duplicate { get; init; } = 200;

    public int NotPost { get; init; } = 405;

    /// <summary>The status for a signature that cannot be read.</summary>
    public int Malformed { get; init; } = 401;

    public bool Verifies { get; init; } = true;

    public bool ChecksAge { get; init; } = true;

    public bool ChecksVersion { get; init; } = true;

    /// <summary>After so many forgeries it refuses everything.</summary>
    public int Patience { get; init; } = int.MaxValue;

    public bool TakesOneSignatureOnly { get; init; }

    /// <summary>Whether a form of a signature's text is taken.</summary>
    public Func<string, bool> TakesForm { get; init; } = _ => true;

    /// <summary>Makes the bytes that are verified of those that came.</summary>
    public Func<byte[], byte[]> Verified { get; init; } = body => body;

    /// <summary>Whether an authentic body is taken.</summary>
    public Func<string, bool> TakesBody { get; init; } = _ => true;

    /// <summary>How long it works for a request before it answers.</summary>
    public Func<Received, TimeSpan> Works { get; init; } = _ => TimeSpan.Zero;

    /// <summary>Whether an authentic request is taken.</summary>
    public Func<Received, bool> TakesRequest { get; init; } = _ => true;

    public int MaxBytes { get; init; } = 4_000_000;

    /// <summary>The body of the answer to a request.</summary>
    public Func<Received, string> Says { get; init; } = _ => "";

    public string? RedirectsTo { get; init; }

    public string Url => _app.Urls.Single() + "/hooks";

    public static Task<SmallReceiver> StartAsync() => StartAsync(new SmallReceiver());

    public static async Task<SmallReceiver> StartAsync(SmallReceiver receiver)
    {
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new Received(context.Request.Method, context.Request.Path + context.Request.QueryString, headers, buffer.ToArray());
        Requests.Enqueue(request);
#pragma warning disable RS0030 // Time passes on purpose: a receiver that is slow to answer
        await Task.Delay(Works(request), context.RequestAborted);
#pragma warning restore RS0030
        if (RedirectsTo is not null)
            context.Response.Headers.Location = RedirectsTo;
        context.Response.StatusCode = RedirectsTo is null ? Judge(request) : 308;
        if (context.Response.StatusCode != 204)
            await context.Response.WriteAsync(Says(request));
    }

    private int Judge(Received request)
    {
        if (request.Method != "POST")
            return NotPost;
        if (request.Body.Length > MaxBytes)
            return 413;
        var id = Header(request, "x-spotnana-webhook-id");
        if (_forgeries >= Patience)
            return 403;
        if (Verifies && Refusal(request, id) is { } refusal)
        {
            Interlocked.Increment(ref _forgeries);
            return refusal;
        }

        if (Verifies && ChecksVersion && Header(request, "API-Version") != "2.0")
            return 400;
        if (!TakesBody(Encoding.UTF8.GetString(request.Body)) || !TakesRequest(request))
            return 422;
        return _stored.TryAdd(id, true) ? Success : Duplicate == 200 ? Success : Duplicate;
    }

    private int? Refusal(Received request, string id)
    {
        var timestamp = Header(request, "x-spotnana-webhook-timestamp");
        if (ChecksAge
            && (!long.TryParse(timestamp, CultureInfo.InvariantCulture, out var at)
                || (DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeSeconds(at)).Duration() > _tolerance))
            return 401;
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. Verified(request.Body)];
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Secret["whsec_".Length..]), signed));
        var tokens = Header(request, "x-spotnana-webhook-signature").Split(' ');
        if (tokens.Any(token => token.Contains('*')))
            return Malformed;
        return tokens.Take(TakesOneSignatureOnly ? 1 : 10)
            .Any(token => TakesForm(token) && token.Replace("v1,", "", StringComparison.Ordinal) == expected)
            ? null
            : 401;
    }

    private static string Header(Received request, string name) => request.Headers.GetValueOrDefault(name, "");
}
