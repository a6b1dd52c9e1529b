using System.Net;
using System.Security.Cryptography.X509Certificates;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.TestPorts;

namespace Spotnana.Webhooks.Receiver.Tests.Tls;

/// <summary>The service ends TLS itself, with a certificate by the server's ordinary settings: versions 1.2 and 1.3 and no other.</summary>
public sealed class OwnCertificateTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    [Theory]
    [InlineData("tls1_2", "TLSv1.2")]
    [InlineData("tls1_3", "TLSv1.3")]
    public async Task A_signed_POST_over_TLS_1_2_and_1_3_gets_200(string version, string name)
    {
        using var receiver = Receiver();
        var request = new RawRequest();

        // Its exit code only says that the server ends the connection without a close alert of TLS, as Kestrel does.
        var (_, output) = await OpenSsl.ConnectAsync(
            receiver.WebhooksUrl.Port, version, _certificate.CertificatePath, request.Bytes(request.ContentLength, "Connection: close"));

        Assert.Contains("Verify return code: 0 (ok)", output, StringComparison.Ordinal);
        Assert.Contains($"New, {name}, Cipher is", output, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK", output, StringComparison.Ordinal);
        Assert.Contains($$"""{"status":"accepted","id":"{{request.Id}}"}""", output, StringComparison.Ordinal);
        await receiver.StateIsAsync(request.Id, DeliveryState.Completed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Tls11")]
    public async Task TLS_1_1_is_refused_by_the_server_whatever_the_settings_say(string? setting)
    {
        using var receiver = Receiver(new() { ["Kestrel:Endpoints:Webhooks:SslProtocols:0"] = setting });

        var (exitCode, output) = await OpenSsl.ConnectAsync(
            receiver.WebhooksUrl.Port, "tls1_1", _certificate.CertificatePath, new RawRequest().Bytes());

        Assert.NotEqual(0, exitCode);
        Assert.Contains("alert protocol version", output, StringComparison.Ordinal);
        Assert.Contains("Cipher is (NONE)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_of_these_tests_can_speak_TLS_1_1_where_a_server_does()
    {
        var port = FreePorts.Next();
        using var server = OpenSsl.Serve(port, _certificate);
        try
        {
            var answer = await Wait.ForAsync(
                () => OpenSsl.ConnectAsync(port, "tls1_1", _certificate.CertificatePath, "GET / HTTP/1.0\r\n\r\n"u8.ToArray()),
                answer => !answer.Output.Contains("onnection refused", StringComparison.Ordinal));

            Assert.Contains("New, ", answer.Output, StringComparison.Ordinal);
            Assert.Contains("Protocol  : TLSv1.1", answer.Output, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Settings_can_narrow_the_choice_to_TLS_1_3()
    {
        using var receiver = Receiver(new() { ["Kestrel:Endpoints:Webhooks:SslProtocols:0"] = "Tls13" });
        var port = receiver.WebhooksUrl.Port;

        Assert.Contains(
            "alert protocol version",
            (await OpenSsl.ConnectAsync(port, "tls1_2", _certificate.CertificatePath, new RawRequest().Bytes())).Output,
            StringComparison.Ordinal);
        var request = new RawRequest();
        var (_, output) = await OpenSsl.ConnectAsync(
            port, "tls1_3", _certificate.CertificatePath, request.Bytes(request.ContentLength, "Connection: close"));
        Assert.Contains("200 OK", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HTTP_2_is_not_offered_and_plain_HTTP_is_not_answered()
    {
        using var receiver = Receiver();
        using var client = _certificate.Client();
        using var request = new TestDelivery().Request(new Uri(receiver.WebhooksUrl, "/webhooks/spotnana").ToString());
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);

        using var response = await client.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version11), (response.StatusCode, response.Version));

        using var plain = await RawConnection.OpenAsync(receiver.WebhooksUrl);
        await plain.SendAsync(new RawRequest().Bytes());
        Assert.NotEqual(200, (await plain.ReadAsync())?.StatusCode);
    }

    [Theory]
    [InlineData("Certificate:Path", null, "Kestrel:Endpoints:Webhooks:Certificate:Path is missing")]
    [InlineData("Certificate:Path", "nowhere.crt", "Kestrel:Endpoints:Webhooks:Certificate:Path is 'nowhere.crt', but there is no such file")]
    [InlineData("Certificate:KeyPath", "nowhere.key", "Kestrel:Endpoints:Webhooks:Certificate:KeyPath is 'nowhere.key', but there is no such file")]
    [InlineData("Certificate:KeyPath", null, "Kestrel:Endpoints:Webhooks:Certificate:Path cannot be used")]
    [InlineData("Certificate:KeyPath", "the certificate", "Kestrel:Endpoints:Webhooks:Certificate:Path cannot be used")]
    [InlineData("Certificate:KeyPath", "another key", "Kestrel:Endpoints:Webhooks:Certificate:Path cannot be used")]
    public void A_certificate_that_cannot_be_used_stops_the_start_and_is_named(string key, string? value, string expected)
    {
        using var another = new TestCertificate();
        var settings = new Dictionary<string, string?>
        {
            [$"Kestrel:Endpoints:Webhooks:{key}"] = value switch
            {
                "the certificate" => _certificate.CertificatePath,
                "another key" => another.KeyPath,
                _ => value,
            },
        };
        if (key == "Certificate:Path" && value is null)
            settings["Kestrel:Endpoints:Webhooks:Certificate:KeyPath"] = null;
        using var receiver = Receiver(settings);

        Assert.Contains(expected, Assert.ThrowsAny<Exception>(receiver.Start).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_PFX_file_with_its_password_serves_too()
    {
        var path = Path.Combine(_certificate.Folder, "tls.pfx");
        using (var certificate = X509Certificate2.CreateFromPemFile(_certificate.CertificatePath, _certificate.KeyPath))
            await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pfx, "secret"));
        using var receiver = Receiver(new()
        {
            ["Kestrel:Endpoints:Webhooks:Certificate:Path"] = path,
            ["Kestrel:Endpoints:Webhooks:Certificate:KeyPath"] = null,
            ["Kestrel:Endpoints:Webhooks:Certificate:Password"] = "secret",
        });
        using var client = _certificate.Client();

        Assert.Equal("ready", await client.GetStringAsync(new Uri(receiver.WebhooksUrl, "/health/ready")));
    }

    public void Dispose() => _certificate.Dispose();

    private RunningReceiver Receiver(Dictionary<string, string?>? settings = null)
    {
        var all = new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:Webhooks:Url"] = "https://127.0.0.1:0",
            ["Kestrel:Endpoints:Webhooks:Certificate:Path"] = _certificate.CertificatePath,
            ["Kestrel:Endpoints:Webhooks:Certificate:KeyPath"] = _certificate.KeyPath,
        };
        foreach (var (key, value) in settings ?? [])
            all[key] = value;
        return new RunningReceiver(all);
    }
}
