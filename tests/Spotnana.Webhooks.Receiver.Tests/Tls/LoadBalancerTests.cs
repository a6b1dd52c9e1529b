using System.Net;
using System.Text;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Tls;

/// <summary>The service behind nginx, which ends TLS.</summary>
public sealed class LoadBalancerTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    [NginxFact]
    public async Task A_signed_POST_through_a_proxy_that_ends_TLS_1_2_or_1_3_gets_200()
    {
        using var receiver = new RunningReceiver();
        using var nginx = await Nginx.StartAsync(receiver.WebhooksUrl, _certificate);
        foreach (var version in (string[])["tls1_2", "tls1_3"])
        {
            var request = new RawRequest();
            var (exitCode, output) = await OpenSsl.ConnectAsync(
                nginx.Url.Port, version, _certificate.CertificatePath, request.Bytes(request.ContentLength, "Connection: close"));

            Assert.True(exitCode == 0, output);
            Assert.Contains("HTTP/1.1 200 OK", output, StringComparison.Ordinal);
            Assert.Contains($$"""{"status":"accepted","id":"{{request.Id}}"}""", output, StringComparison.Ordinal);
            Assert.Equal("127.0.0.1", await RemoteOfAsync(receiver, request.Id));
        }

        Assert.Contains(
            "alert protocol version",
            (await OpenSsl.ConnectAsync(nginx.Url.Port, "tls1_1", _certificate.CertificatePath, new RawRequest().Bytes())).Output,
            StringComparison.Ordinal);
    }

    [NginxFact]
    public async Task Bytes_pass_the_proxy_unchanged()
    {
        using var receiver = new RunningReceiver();
        using var nginx = await Nginx.StartAsync(receiver.WebhooksUrl, _certificate);
        using var client = _certificate.Client();
        byte[][] bodies =
        [
            Encoding.UTF8.GetBytes("\n{ \"payload\" : {\"name\":\"Zoë — 東京 🛫 \\u00e9\"},\t\"event_type\":\"TRAVELER_V2\" }\r\n \t"),
            [.. "{\"event_type\":\"PNR_V3\",\"x\":\""u8, 0xFF, 0x00, .. "\"}"u8],
            TestDelivery.Envelope("PNR_V3", "BOOKING_CREATED", "1", padding: new string('x', 2_000_000)),
            [],
        ];
        foreach (var chunked in (bool[])[false, true])
        {
            foreach (var body in bodies)
            {
                var delivery = new TestDelivery { Body = body, Change = request => request.Headers.TransferEncodingChunked = chunked };
                using var request = delivery.Request(new Uri(nginx.Url, "/webhooks/spotnana").ToString());
                using var response = await client.SendAsync(request);

                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                Assert.Equal(
                    Convert.ToHexString(body),
                    receiver.Query<string>("SELECT hex(plain(codec, body)) FROM payload JOIN delivery USING (seq) WHERE id = @id", ("@id", delivery.Id)));
            }
        }
    }

    [NginxFact]
    public async Task The_log_names_the_client_behind_a_known_proxy_and_not_what_the_client_claims()
    {
        using var receiver = new RunningReceiver(new() { ["ForwardedHeaders:KnownProxies:0"] = "127.0.0.1" });
        using var nginx = await Nginx.StartAsync(receiver.WebhooksUrl, _certificate);
        using var client = _certificate.Client(from: "127.0.0.23");
        var delivery = new TestDelivery { Change = request => request.Headers.Add("X-Forwarded-For", "203.0.113.7") };

        using var request = delivery.Request(new Uri(nginx.Url, "/webhooks/spotnana").ToString());
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("127.0.0.23", await RemoteOfAsync(receiver, delivery.Id));
    }

    public void Dispose() => _certificate.Dispose();

    private static async Task<string> RemoteOfAsync(RunningReceiver receiver, string id)
    {
        var line = await receiver.Log.LineAsync(line => line.Properties.ContainsKey("Remote") && CapturedLog.IsOf(line, id));
        return line.Properties["Remote"].ToString().Trim('"');
    }
}
