using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>A self-signed certificate for this machine, as two PEM files in a folder of its own.</summary>
public sealed class TestCertificate : IDisposable
{
    public TestCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=webhooks.example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("certificate-").FullName;

    public string CertificatePath => Path.Combine(Folder, "tls.crt");

    public string KeyPath => Path.Combine(Folder, "tls.key");

    /// <summary>A client that takes exactly this certificate, and comes from a loopback address of its own.</summary>
    public HttpClient Client(string from = "127.0.0.1")
    {
        using var own = X509CertificateLoader.LoadCertificateFromFile(CertificatePath);
        var thumbprint = own.Thumbprint;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
                await client.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return client.GetStream();
            },
        };
        handler.SslOptions.RemoteCertificateValidationCallback =
            (_, certificate, _, _) => certificate is X509Certificate2 shown && shown.Thumbprint == thumbprint;
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
