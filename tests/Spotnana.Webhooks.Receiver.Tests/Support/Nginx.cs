using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Spotnana.Webhooks.TestPorts;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>Debian's nginx in front of the service as a load balancer would be: it ends TLS and keeps connections to the service.</summary>
public sealed class Nginx : IDisposable
{
    public const string Program = "/usr/sbin/nginx";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // It lives as long as its standard input: nothing is left behind even when the tests are killed.
    private const string Script =
        """
        "$1" -p "$2" -c "$2/nginx.conf" -e stderr &
        pid=$!
        read -r _
        kill "$pid"
        wait "$pid"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("nginx-").FullName;
    private readonly StringBuilder _errors = new();
    private readonly Process _shell;

    private Nginx(Uri service, TestCertificate certificate, int port)
    {
        Url = new Uri($"https://127.0.0.1:{port}");
        File.WriteAllText(Path.Combine(_folder, "nginx.conf"), Configuration(service, certificate, port));
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "nginx", Program, _folder])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        _shell = Process.Start(start)!;
        _shell.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                _errors.AppendLine(line.Data);
        };
        _shell.BeginErrorReadLine();
    }

    public Uri Url { get; }

    private string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    public static async Task<Nginx> StartAsync(Uri service, TestCertificate certificate)
    {
        Assert.True(File.Exists(Program), $"This test needs nginx, and {Program} is not there: apt-get install nginx-light");
        for (var attempt = 1; ; attempt++)
        {
            var nginx = new Nginx(service, certificate, FreePorts.Next());
            try
            {
                await nginx.WaitUntilListeningAsync();
                return nginx;
            }
            catch
            {
                nginx.Dispose();
                // Somebody else may have taken the port meanwhile.
                if (attempt == 5 || !nginx.Errors.Contains("Address already in use", StringComparison.Ordinal))
                    throw;
            }
        }
    }

    public void Dispose()
    {
        _shell.StandardInput.Close();
        if (!_shell.WaitForExit(Bound))
            _shell.Kill(entireProcessTree: true);
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Configuration(Uri service, TestCertificate certificate, int port) =>
        $$"""
        daemon off;
        master_process off;
        pid {{_folder}}/nginx.pid;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path {{_folder}}/body;
          proxy_temp_path {{_folder}}/proxy;
          fastcgi_temp_path {{_folder}}/fastcgi;
          uwsgi_temp_path {{_folder}}/uwsgi;
          scgi_temp_path {{_folder}}/scgi;
          client_max_body_size 8m;
          upstream service {
            server {{service.Authority}};
            keepalive 16;
          }
          server {
            listen 127.0.0.1:{{port}} ssl;
            ssl_certificate {{certificate.CertificatePath}};
            ssl_certificate_key {{certificate.KeyPath}};
            ssl_protocols TLSv1.2 TLSv1.3;
            location / {
              proxy_pass http://service;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header Host $host;
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            }
          }
        }
        """;

    private Task<bool> WaitUntilListeningAsync() => Wait.SucceedsAsync(
        async () =>
        {
            Assert.False(Errors.Contains("[emerg]", StringComparison.Ordinal), Errors);
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Url.Port);
            return client.Connected;
        },
        failure => failure is SocketException,
        Bound);
}
