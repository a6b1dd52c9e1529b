using System.Text;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Events;

/// <summary>Received headers and the secrets that may have signed, and the advice for when they do not fit a body.</summary>
internal sealed record SignatureCheck(SigningSecret[] Secrets, string Id, string Timestamp, string Signature)
{
    public SignatureVerdict Judge(ReadOnlySpan<byte> body, out int secretIndex) =>
        WebhookSignature.Verify(Secrets, Id, Timestamp, Signature, body, out secretIndex);

    public string ReasonFor(SignatureVerdict verdict) => verdict switch
    {
        SignatureVerdict.MalformedId => "the id is not 1 to 256 printable ASCII characters, or only dots",
        SignatureVerdict.MalformedTimestamp => "the timestamp is not Unix time in whole seconds",
        SignatureVerdict.MalformedSignature => "the signature is not Base64 of 32 bytes, bare or after v1,",
        _ => Secrets.Length == 1
            ? "the secret did not sign this id, timestamp and body"
            : $"none of the {Secrets.Length} secrets signed this id, timestamp and body",
    };

    /// <summary>The change that an editor or a shell may have made to the body on its way into the file.</summary>
    public string HintFor(byte[] body)
    {
        var text = Encoding.Latin1.GetString(body);
        (string Variant, string Was)[] variants =
        [
            (text.TrimEnd('\r', '\n'), "without the line end that the file has at its end"),
            (text + "\n", "with a line feed at its end that the file lacks"),
            (text.Replace("\r\n", "\n", StringComparison.Ordinal), "with LF where the file has CRLF"),
            (text.Replace("\n", "\r\n", StringComparison.Ordinal), "with CRLF where the file has LF"),
            (
                text.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal) ? text[3..] : text,
                "without the byte order mark that the file has"),
        ];
        foreach (var (variant, was) in variants)
        {
            if (Judge(Encoding.Latin1.GetBytes(variant), out _) is SignatureVerdict.Valid)
                return $"It is the signature of this body {was}.\nSave the raw bytes as received.";
        }

        return "Is it the secret of this subscription? Are these the raw bytes as received?\nJSON that was read and written again differs.";
    }
}
