using System.Diagnostics;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>The openssl command line as a TLS client: other code than .NET's on both ends.</summary>
public static class OpenSsl
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Connects with one version of TLS, sends, and reads until the server ends the connection. The certificate is verified.
    /// </summary>
    /// <param name="port">On 127.0.0.1.</param>
    /// <param name="version"><c>tls1_1</c>, <c>tls1_2</c> or <c>tls1_3</c>.</param>
    /// <param name="certificatePath">The certificate to trust.</param>
    /// <param name="input">The bytes to send once connected.</param>
    public static async Task<(int ExitCode, string Output)> ConnectAsync(int port, string version, string certificatePath, byte[] input)
    {
        // By itself Debian's openssl does not offer TLS 1.1 at all: at level 0 it does, and a refusal is then the server's.
        using var client = Start(
            "s_client", "-connect", $"127.0.0.1:{port}", $"-{version}", "-cipher", "DEFAULT@SECLEVEL=0", "-CAfile", certificatePath,
            "-verify_return_error", "-ign_eof");
        var output = client.StandardOutput.ReadToEndAsync();
        var error = client.StandardError.ReadToEndAsync();
        try
        {
            await client.StandardInput.BaseStream.WriteAsync(input);
            client.StandardInput.Close();
        }
        catch (IOException)
        {
            // refused before it read its input
        }

        await EndAsync(client);
        return (client.ExitCode, await output + await error);
    }

    /// <summary>A server that takes every version of TLS, for showing what the client can do.</summary>
    public static Process Serve(int port, TestCertificate certificate) =>
        Start(
            "s_server", "-accept", $"127.0.0.1:{port}", "-cert", certificate.CertificatePath, "-key", certificate.KeyPath, "-cipher",
            "DEFAULT@SECLEVEL=0", "-min_protocol", "TLSv1.1", "-www");

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task EndAsync(Process process)
    {
        using var bound = new CancellationTokenSource(Bound);
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
