using System.Security.Cryptography;
using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Certification.Sending;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>Checks that whatever is not from Spotnana, or not from now, is refused.</summary>
internal static class RefusalChecks
{
    private static readonly TimeSpan _tooFar = TimeSpan.FromDays(30);

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "wrong-signature",
            "A wrong signature is refused",
            "The signature tells that a delivery is Spotnana's. The receiver must verify it.",
            Sources.Authentication,
            WrongAsync),
        new(
            "changed-delivery",
            "A changed body, id or time is refused",
            "The id, the timestamp and the raw body are signed together.",
            Sources.Authentication,
            ChangedAsync),
        new(
            "missing-headers",
            "A missing signature header is refused",
            "Every delivery has an id, a timestamp and a signature.",
            Sources.Authentication,
            MissingAsync),
        new(
            "malformed-signature",
            "A malformed signature is refused",
            "The signature is the Base64 of an HMAC-SHA256.",
            Sources.Authentication,
            MalformedAsync),
        new(
            "stale-timestamp",
            "An old timestamp is refused",
            "The timestamp is when it was sent, in Unix seconds. No tolerance is published; the last retry comes within two weeks, so what "
            + "is 30 days old is a replay.",
            $"{Sources.Authentication}, {Sources.Delivery}; the limit is {Sources.GoodPractice}",
            StaleAsync),
        new(
            "future-timestamp",
            "A timestamp far ahead is refused",
            "The timestamp is when it was sent, in Unix seconds. No tolerance is published; what was sent in 30 days cannot be.",
            $"{Sources.Authentication}, {Sources.GoodPractice}",
            FutureAsync),
        new(
            "repeated-header",
            "A repeated signature header is refused",
            "Every delivery has one id, one timestamp and one signature header. What is verified must be what is used.",
            $"{Sources.InferredFrom(Sources.Authentication)}; {Sources.GoodPractice}",
            RepeatedAsync),
    ];

    private static Task<Finding> WrongAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        return RefuseAsync(
            receiver,
            cancellationToken,
            drafts.SignedByAnother(drafts.Delivery("signed with another secret", drafts.Bodies.Plain())),
            Signature("32 random bytes for a signature", drafts.InForm(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))));

        Draft Signature(string what, string value) =>
            drafts.Delivery(what, drafts.Bodies.Plain()).With(DeliveryHeaders.WebhookSignature, value);
    }

    private static Task<Finding> ChangedAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var signed = drafts.Delivery("another body than was signed", drafts.Bodies.Plain());
        return RefuseAsync(
            receiver,
            cancellationToken,
            signed with { Body = drafts.Bodies.Plain(version: 2) },
            drafts.Delivery("another id than was signed", drafts.Bodies.Plain()).With(DeliveryHeaders.WebhookId, drafts.NextId()),
            drafts.Delivery("another timestamp than was signed", drafts.Bodies.Plain()).With(
                DeliveryHeaders.WebhookTimestamp, drafts.Timestamp(ago: TimeSpan.FromSeconds(2))));
    }

    private static Task<Finding> MissingAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        return RefuseAsync(
            receiver,
            cancellationToken,
            Without(DeliveryHeaders.WebhookSignature),
            Without(DeliveryHeaders.WebhookId),
            Without(DeliveryHeaders.WebhookTimestamp));

        Draft Without(string header) => drafts.Delivery($"no {header}", drafts.Bodies.Plain()).Without(header);
    }

    private static Task<Finding> MalformedAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        return RefuseAsync(
            receiver,
            cancellationToken,
            With("an empty signature", _ => ""),
            With("a signature that is not Base64", _ => drafts.InForm("!no*base64!")),
            With("v1, and nothing after it", _ => "v1,"),
            With(
                "the first 16 of the right signature's 32 bytes",
                right => drafts.InForm(Convert.ToBase64String(Convert.FromBase64String(right).AsSpan(0, 16)))));

        Draft With(string what, Func<string, string> signature)
        {
            var draft = drafts.Delivery(what, drafts.Bodies.Plain());
            return draft.With(DeliveryHeaders.WebhookSignature, signature(Drafts.Base64Of(draft)));
        }
    }

    private static Task<Finding> StaleAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        return RefuseAsync(
            receiver,
            cancellationToken,
            drafts.Delivery(
                $"correctly signed, {_tooFar.TotalDays:0} days ago", drafts.Bodies.Plain(), timestamp: drafts.Timestamp(_tooFar)),
            drafts.Delivery("correctly signed, with the word soon as its timestamp", drafts.Bodies.Plain(), timestamp: "soon"));
    }

    private static async Task<Finding> FutureAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var draft = drafts.Delivery(
            $"correctly signed, {_tooFar.TotalDays:0} days ahead", drafts.Bodies.Plain(), timestamp: drafts.Timestamp(-_tooFar));
        var finding = (await receiver.ExpectRefusedAsync(cancellationToken, draft))
            .Weaken(
                "Spotnana publishes no limit, and nobody can sign this without the secret. It is good practice to refuse it: a replay of "
                + "it would not grow old.");
        return await ConfirmAsync(receiver, finding, cancellationToken);
    }

    private static async Task<Finding> RepeatedAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var exchanges = new List<Exchange>();
        (string Header, string Other)[] seconds =
        [
            (DeliveryHeaders.WebhookId, drafts.NextId()),
            (DeliveryHeaders.WebhookTimestamp, drafts.Timestamp(ago: TimeSpan.FromSeconds(2))),
            (DeliveryHeaders.WebhookSignature, drafts.InForm(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))),
        ];
        foreach (var (header, other) in seconds)
        {
            var draft = drafts.Delivery(
                $"correctly signed, with a second {header} after the right one", drafts.Bodies.Plain()).WithSecond(header, other);
            exchanges.Add(receiver.JudgeRefused(draft, await receiver.SendRawAsync(draft, cancellationToken)));
        }

        var finding = Finding.Of(exchanges).Weaken(
            "From outside it cannot be seen whether the value that it verified is the one that it uses. Spotnana sends one of each: it is "
            + "good practice to refuse two.");
        return await ConfirmAsync(receiver, finding, cancellationToken);
    }

    /// <summary>Sends one after the other, each of which must be refused, and then one that must be accepted.</summary>
    public static async Task<Finding> RefuseAsync(
        ReceiverUnderTest receiver, CancellationToken cancellationToken, params Draft[] forgeries) =>
        await ConfirmAsync(receiver, await receiver.ExpectRefusedAsync(cancellationToken, forgeries), cancellationToken);

    /// <summary>Refusals say something only if the receiver still accepts what is right.</summary>
    private static async Task<Finding> ConfirmAsync(ReceiverUnderTest receiver, Finding finding, CancellationToken cancellationToken)
    {
        if (finding.Verdict is not Verdict.Pass)
            return finding;
        var control = receiver.Drafts.Delivery("then one that is right", receiver.Drafts.Bodies.Plain());
        var answer = await receiver.SendAsync(control, cancellationToken);
        return receiver.Accepts(answer)
            ? finding with { Exchanges = [.. finding.Exchanges, receiver.Told(control, answer, Verdict.Pass)] }
            : Finding.CannotTell(
                "It now refuses what is right, too, so the refusals say nothing. Perhaps it shuts out anyone who sends this much, or this "
                + "much that is wrong.",
                [.. finding.Exchanges, receiver.Told(control, answer, Verdict.CannotTell)]);
    }
}
