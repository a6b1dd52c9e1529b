using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Whether a request is Spotnana's: by its signature or, where the subscription has a client for tokens, by a token. Whatever carries a
/// header of a signature is judged by the signature alone.
/// </summary>
internal sealed class SenderCheck(IOptions<IntakeOptions> options, ChosenEngine engine)
{
    private readonly TimeSpan _tolerance = engine.Tolerance(options.Value.TimestampTolerance);
    private readonly TimeSpan _futureTolerance = options.Value.FutureTolerance;

    /// <summary>Judges what can be judged before the body is read.</summary>
    public SenderProof CheckHeaders(IHeaderDictionary headers, CredentialSet credentials, DateTimeOffset now)
    {
        if (credentials.Client is { } client && !CarriesSignature(headers))
        {
            var token = client.Verify(headers.Authorization, now, out var index);
            return token == TokenVerdict.Valid ? SenderProof.OfToken(index) : SenderProof.Refused(Receipt.Unauthorized(token));
        }

        var signature = WebhookSignature.CheckHeaders(
            headers[DeliveryHeaders.WebhookId], headers[DeliveryHeaders.WebhookTimestamp], headers[DeliveryHeaders.WebhookSignature],
            now, _tolerance, _futureTolerance);
        return signature.Verdict == SignatureVerdict.Valid
            ? SenderProof.OfSignature(signature)
            : SenderProof.Refused(Receipt.Unauthorized(signature.Verdict));
    }

    /// <summary>Judges the rest.</summary>
    /// <param name="proof">What the headers said.</param>
    /// <param name="credentials">What is valid now.</param>
    /// <param name="body">The raw body.</param>
    /// <param name="secretIndex">Which secret proves it, for the log.</param>
    /// <returns>The refusal; null: it is Spotnana's.</returns>
    public static Receipt? CheckBody(in SenderProof proof, CredentialSet credentials, ReadOnlySpan<byte> body, out int secretIndex)
    {
        secretIndex = -1;
        if (proof.Refusal is not null)
            return proof.Refusal;
        if (proof.IsToken)
        {
            secretIndex = credentials.SecretIndexOf(proof.ClientSecret);
            return null;
        }

        var verdict = WebhookSignature.Verify(credentials.Secrets, proof.Signature, body, out secretIndex);
        return verdict == SignatureVerdict.Valid ? null : Receipt.Unauthorized(verdict);
    }

    private static bool CarriesSignature(IHeaderDictionary headers) =>
        headers.ContainsKey(DeliveryHeaders.WebhookId)
        || headers.ContainsKey(DeliveryHeaders.WebhookTimestamp)
        || headers.ContainsKey(DeliveryHeaders.WebhookSignature);
}
