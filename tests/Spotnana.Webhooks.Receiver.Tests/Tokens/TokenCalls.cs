using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Tokens;

/// <summary>What Spotnana does towards a partner of before its signatures.</summary>
internal static class TokenCalls
{
    public const string ClientId = "spotnana";
    public const string ClientSecret = "correct horse & battery+staple";
    public const string Path = "/webhooks/spotnana/oauth/token";

    /// <summary>A subscription that accepts both schemes.</summary>
    public static Dictionary<string, string?> Settings(params (string Key, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Subscriptions:spotnana:OAuth:Enabled"] = "true",
            ["Subscriptions:spotnana:OAuth:ClientId"] = ClientId,
            ["Subscriptions:spotnana:OAuth:ClientSecret"] = ClientSecret,
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    public static Task<Answer> AskAsync(
        this RunningReceiver receiver, string id = ClientId, string secret = ClientSecret, string path = Path) =>
        receiver.AskAsync(
            new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", id), new("client_secret", secret)]),
            path: path);

    public static async Task<Answer> AskAsync(
        this RunningReceiver receiver, HttpContent form, HttpMethod? method = null, string path = Path)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path) { Content = form };
        return await RunningReceiver.ReadAsync(await receiver.Webhooks.SendAsync(request));
    }

    public static async Task<string> TokenAsync(this RunningReceiver receiver, string secret = ClientSecret, string path = Path)
    {
        var answer = await receiver.AskAsync(secret: secret, path: path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("access_token").GetString()!;
    }

    /// <summary>A delivery with an <c>Authorization</c> header in place of those of a signature.</summary>
    public static TestDelivery WithToken(string? authorization, byte[]? body = null)
    {
        var delivery = new TestDelivery { Body = body ?? NewBody() };
        delivery.Id = IdOf(delivery.Body);
        delivery.Change = request =>
        {
            foreach (var header in (string[])["x-spotnana-webhook-id", "x-spotnana-webhook-timestamp", "x-spotnana-webhook-signature"])
                request.Headers.Remove(header);
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
        };
        return delivery;
    }

    public static string IdOf(byte[] body) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(body))}";

    public static byte[] NewBody() =>
        TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", RandomNumberGenerator.GetString("0123456789", 12));

    public static ByteArrayContent Form(byte[] body, string contentType = "application/x-www-form-urlencoded") =>
        new(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
}
