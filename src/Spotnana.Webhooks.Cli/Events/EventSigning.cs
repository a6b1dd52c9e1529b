using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Signing;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Events;

/// <summary>Signs what a user named.</summary>
internal static class EventSigning
{
    /// <summary>Signs; a new id and the time of the clock stand in for what is not given.</summary>
    public static bool TrySign(
        byte[] body, SigningSecret secret, string? id, string? timestamp, TimeProvider clock,
        [NotNullWhen(true)] out SignedEvent? signed, [NotNullWhen(false)] out string? error)
    {
        signed = null;
        if (id is not null && id.Trim(' ').Length < id.Length)
        {
            error = "--id must not begin or end with a space: HTTP takes it away, and the signature would not fit.";
            return false;
        }

        id ??= SignedEvent.NewId();
        timestamp ??= SignedEvent.TimestampOf(clock.GetUtcNow());
        signed = SignedEvent.Sign(body, [secret], id, timestamp);

        // The receiver's own rules, so that they stand in one place
        error = WebhookSignature.Verify([secret], id, timestamp, signed.Signature, body, out _) switch
        {
            SignatureVerdict.MalformedId => "--id takes 1 to 256 printable ASCII characters, not only dots.",
            SignatureVerdict.MalformedTimestamp => "--timestamp takes Unix time in whole seconds, for example 1772473087.",
            _ => null,
        };
        signed = error is null ? signed : null;
        return signed is not null && error is null;
    }
}
