using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>A delivery as Spotnana sends it, signed here by plain HMAC and not by the code under test.</summary>
public sealed class TestDelivery
{
    public const string Secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    public const string OtherSecret = "whsec_c3BvdG5hbmEtcm90YXRpb24tdGVzdC1rZXktMDAwMDI=";

    private static int _ids;

    public string Id { get; set; } = $"msg_{Interlocked.Increment(ref _ids):00000}";

    public DateTimeOffset SentAt { get; set; } = DateTimeOffset.UtcNow;

    public byte[] Body { get; set; } = Envelope("PNR_V3", "BOOKING_TICKETED", "6104417720");

    public string SignedWith { get; set; } = Secret;

    public string? ApiVersion { get; set; } = "2.0";

    /// <summary>Changes the finished request, for what a signature does not cover.</summary>
    public Action<HttpRequestMessage> Change { get; set; } = _ => { };

    public static byte[] Envelope(
        string eventType, string operation, string pnrId, int version = 1, string organization = "org-1", string padding = "",
        string at = "2026-03-02T17:38:07.112Z") =>
        Encoding.UTF8.GetBytes($$$"""
            {"event_type":"{{{eventType}}}","operation":"{{{operation}}}","payload":{"pnrId":"{{{pnrId}}}","version":{{{version}}},"padding":"{{{padding}}}"},"timestamp":"{{{at}}}","audience":{"organizationId":"{{{organization}}}"}}
            """);

    public static string Sign(string secret, string id, string timestamp, byte[] body)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    public HttpRequestMessage Request(string path = "/webhooks/spotnana")
    {
        var timestamp = SentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("x-spotnana-webhook-id", Id);
        request.Headers.Add("x-spotnana-webhook-timestamp", timestamp);
        request.Headers.Add("x-spotnana-webhook-signature", Sign(SignedWith, Id, timestamp, Body));
        request.Headers.Add("X-B3-TraceId", "463ac35c9f6413ad48485a3953bb6124");
        request.Headers.Add("X-B3-SpanId", "a2fb4a1d1a96d312");
        if (ApiVersion is not null)
            request.Headers.Add("API-Version", ApiVersion);
        Change(request);
        return request;
    }
}
