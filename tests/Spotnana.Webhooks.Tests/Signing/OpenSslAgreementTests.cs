using System.Diagnostics;
using System.Text;
using CsCheck;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Tests.Signing;

public class OpenSslAgreementTests
{
    private static readonly TimeSpan _timeLimit = TimeSpan.FromSeconds(20);

    [Fact]
    public void Signatures_agree_with_the_openssl_command_line() =>
        Gen.Select(
            Gen.Byte.Array[16, 100],
            Gen.Char['!', '~'].Array[1, 256].Select(id => new string(id)),
            Gen.Long[1, 99_999_999_999].Select(seconds => $"{seconds}"),
            Gen.OneOf(Gen.Byte.Array[0, 300], Gen.Byte.Array[60_000, 70_000]))
        .Sample(
            (key, id, timestamp, body) =>
            {
                var secret = SigningSecret.Parse("whsec_" + Convert.ToBase64String(key));
                var signed = Encoding.UTF8.GetBytes($"{id}.{timestamp}.").Concat(body).ToArray();

                Assert.Equal(
                    Convert.ToBase64String(Hmac(key, signed)),
                    WebhookSignature.Sign(secret, id, timestamp, body));
            },
            iter: 40,
            threads: 1);

    private static byte[] Hmac(byte[] key, byte[] content)
    {
        var start = new ProcessStartInfo("openssl")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { "dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:" + Convert.ToHexStringLower(key), "-binary" },
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(_timeLimit);
        using var stop = limit.Token.Register(process.Kill);

        process.StandardInput.BaseStream.Write(content);
        process.StandardInput.Close();
        using var mac = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(mac);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return mac.ToArray();
    }
}
