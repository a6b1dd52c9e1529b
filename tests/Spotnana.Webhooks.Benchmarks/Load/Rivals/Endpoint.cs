using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Spotnana.Webhooks.Benchmarks.Load.Rivals;

/// <summary>What all rivals on .NET have in common: a web application as the template makes it, and the check of the signature.</summary>
internal static class Endpoint
{
    private const string Webhook = "/webhooks/spotnana";

    private static readonly byte[] _key =
        Convert.FromBase64String(Environment.GetEnvironmentVariable(RivalCommand.SecretVariable)!["whsec_".Length..]);

    public static WebApplicationBuilder CreateBuilder(string port)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }); // what is stored lies elsewhere
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        return builder;
    }

    /// <param name="app">The application.</param>
    /// <param name="keepAsync">Takes an authentic body before it is answered 200; null: nothing does.</param>
    /// <param name="handled">How many were handled.</param>
    public static void MapWebhook(this WebApplication app, Func<string, byte[], Task>? keepAsync, Func<long>? handled = null)
    {
        app.MapGet(RivalCommand.ProgressPath, () => $"{handled?.Invoke() ?? 0}");
        app.MapPost(Webhook, (RequestDelegate)(keepAsync is null ? CheckAsync : context => TakeAsync(context, keepAsync)));
    }

    private static async Task TakeAsync(HttpContext context, Func<string, byte[], Task> keepAsync)
    {
        var body = new byte[(int)context.Request.ContentLength!];
        await context.Request.Body.ReadExactlyAsync(body);
        if (IsAuthentic(context.Request.Headers, body))
            await keepAsync(context.Request.Headers["x-spotnana-webhook-id"]!, body);
        else
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
    }

    private static async Task CheckAsync(HttpContext context)
    {
        var length = (int)context.Request.ContentLength!;
        var body = ArrayPool<byte>.Shared.Rent(length);
        await context.Request.Body.ReadExactlyAsync(body.AsMemory(0, length));
        if (!IsAuthentic(context.Request.Headers, body.AsSpan(0, length)))
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        ArrayPool<byte>.Shared.Return(body);
    }

    private static bool IsAuthentic(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes($"{headers["x-spotnana-webhook-id"]}.{headers["x-spotnana-webhook-timestamp"]}.");
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(head);
        hash.AppendData(body);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hash.GetHashAndReset(mac);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(headers["x-spotnana-webhook-signature"].ToString(), given, out _)
            && CryptographicOperations.FixedTimeEquals(mac, given);
    }
}
