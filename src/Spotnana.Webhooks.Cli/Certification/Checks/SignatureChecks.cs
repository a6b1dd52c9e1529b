using System.Security.Cryptography;
using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Certification.Sending;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>A right signature counts, whatever stands beside it.</summary>
internal static class SignatureChecks
{
    // An Ed25519 signature is 64 bytes: Standard Webhooks writes it as v1a
    private const int OtherFormBytes = 64;

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "rotation",
            "One right signature of two is enough",
            "While a key is rotated, the header may hold several signatures, with spaces between.",
            Sources.Authentication,
            RotationAsync),
        new(
            "other-form-beside",
            "A token of another form does no harm",
            "The header may hold several signatures. Standard Webhooks, whose scheme this is, lets versions stand side by side; what is "
            + "not known is skipped.",
            $"{Sources.InferredFrom(Sources.Authentication)}; {Sources.GoodPractice}",
            OtherFormAsync),
    ];

    private static Task<Finding> RotationAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var second = drafts.Delivery("two signatures, the right one second", drafts.Bodies.Plain());
        var first = drafts.Delivery("two signatures, the right one first", drafts.Bodies.Plain());
        return receiver.ExpectAcceptedAsync(
            cancellationToken,
            second.With(DeliveryHeaders.WebhookSignature, $"{drafts.OtherSignature(second)} {second.Signed.Signature}"),
            first.With(DeliveryHeaders.WebhookSignature, $"{first.Signed.Signature} {drafts.OtherSignature(first)}"));
    }

    private static async Task<Finding> OtherFormAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var draft = drafts.Delivery($"v1a, and {OtherFormBytes} bytes before the right signature", drafts.Bodies.Plain());
        var other = "v1a," + Convert.ToBase64String(RandomNumberGenerator.GetBytes(OtherFormBytes));
        var finding = await receiver.ExpectAcceptedAsync(
            cancellationToken, draft.With(DeliveryHeaders.WebhookSignature, $"{other} {draft.Signed.Signature}"));
        return finding.Weaken(
            "Spotnana does not say that it sends other forms. It is good practice to skip what is not known, and to look for a right "
            + "signature after it.");
    }
}
