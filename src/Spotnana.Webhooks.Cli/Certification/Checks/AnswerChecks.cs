using System.Net;
using Spotnana.Webhooks.Cli.Certification.Sending;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>Whether a delivery gets through at all, and how its answer looks.</summary>
internal static class AnswerChecks
{
    private const string Delivery = "a delivery, rightly signed";
    private const string OtherApiVersion = "9.9";

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "signed-delivery",
            "A rightly signed delivery is accepted",
            "Each delivery is signed by HMAC-SHA256 over its id, a dot, its timestamp, a dot and the raw body. The receiver verifies that and answers 200.",
            Sources.Authentication,
            SignedDeliveryAsync) { NeedsAcceptance = false },
        new(
            "exactly-200",
            "Success is exactly 200",
            "Only 200 OK is success. 201, 202, 204, redirects and errors are failures and are sent again.",
            Sources.Delivery,
            (receiver, _) => Task.FromResult(ExactlyOk(receiver))),
        new(
            "no-redirect",
            "No redirect is answered",
            "A redirect is a failure; it is not followed.",
            Sources.Delivery,
            (receiver, _) => Task.FromResult(NoRedirect(receiver))) { NeedsAcceptance = false },
        new(
            "signature-form",
            "Base64 is taken bare and behind v1,",
            "The signature is Base64. Whether a version such as v1, stands before it is not published: take both.",
            Sources.Authentication,
            SignatureFormAsync),
        new(
            "get-not-200",
            "A GET is not answered 200",
            "Deliveries are POST requests. A page that answers 200 here would hide a wrong URL.",
            Sources.Steps + ", " + Sources.GoodPractice,
            GetAsync),
        new(
            "api-version",
            "Another API-Version is not accepted",
            "API-Version: 2.0 is used on all calls. What to do with another version is not said.",
            Sources.Steps + ", " + Sources.GoodPractice,
            ApiVersionAsync),
    ];

    private static async Task<Finding> SignedDeliveryAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var bare = drafts.Delivery($"{Delivery} (bare Base64)", drafts.Bodies.Plain());
        var bareAnswer = receiver.First = await receiver.SendAsync(bare, cancellationToken);
        var bareExchange = receiver.JudgeAccepted(bare, bareAnswer);
        if (receiver.Success is not null)
            return Finding.Of(receiver.JudgeAccepted(bare, bareAnswer));
        if (bareAnswer.Failure is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError })
            return Finding.CannotTell("There is no secure connection: see tls.", bareExchange with { Verdict = Verdict.CannotTell, Because = null });
        if (bareAnswer.Status is null)
            return Finding.Of(bareExchange);
        if (ReceiverUnderTest.IsRedirect(bareAnswer.Status))
            return Finding.CannotTell("It is redirected: see no-redirect.", bareExchange with { Verdict = Verdict.CannotTell, Because = null });

        drafts.IsPrefixed = true;
        var prefixed = drafts.Delivery($"{Delivery} (v1, and Base64)", drafts.Bodies.Plain());
        var prefixedAnswer = await receiver.SendAsync(prefixed, cancellationToken);
        if (prefixedAnswer.Status is { } status && ReceiverUnderTest.IsSuccess(status))
        {
            receiver.First = prefixedAnswer;
            return Finding.Of(receiver.JudgeAccepted(prefixed, prefixedAnswer));
        }

        drafts.IsPrefixed = false;
        return Finding.Of(bareExchange, receiver.JudgeAccepted(prefixed, prefixedAnswer)) with { Because = Advice(bareAnswer, receiver.Url) };
    }

    private static string Advice(WebhookAnswer answer, Uri url) => answer.Status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            "Is it this subscription's secret? Does the receiver want a header of its own (--header)? Does something on the way change the body? Its log may tell.",
        HttpStatusCode.NotFound => $"Nothing is received at {url.AbsolutePath}.",
        HttpStatusCode.MethodNotAllowed => $"No POST is taken at {url.AbsolutePath}.",
        >= HttpStatusCode.InternalServerError => "The receiver has an error. Its log may tell.",
        _ => "For Spotnana everything but 200 is a failure.",
    };

    private static Finding ExactlyOk(ReceiverUnderTest receiver)
    {
        var isOk = receiver.Success is HttpStatusCode.OK;
        return Finding.Of(receiver.Told(
            Delivery,
            receiver.First!,
            isOk ? Verdict.Pass : Verdict.Fail,
            isOk ? null : "Spotnana sends all of it again, for two weeks. In the other checks this status counts as accepted."));
    }

    private static Finding NoRedirect(ReceiverUnderTest receiver)
    {
        var isRedirect = ReceiverUnderTest.IsRedirect(receiver.First?.Status);
        if (receiver.Success is null && !isRedirect)
            return Finding.NotAsked;
        return Finding.Of(receiver.Told(
            Delivery,
            receiver.First!,
            isRedirect ? Verdict.Fail : Verdict.Pass,
            isRedirect ? "Give Spotnana the address that it leads to, and certify that one." : null));
    }

    private static async Task<Finding> SignatureFormAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var other = drafts.Delivery(drafts.IsPrefixed ? "a signature as bare Base64" : "a signature as v1, and Base64", drafts.Bodies.Plain());
        var base64 = Drafts.Base64Of(other);
        var finding = await receiver.ExpectAcceptedAsync(cancellationToken, other.With(DeliveryHeaders.WebhookSignature, drafts.IsPrefixed ? base64 : "v1," + base64));
        return finding.Weaken(drafts.IsPrefixed
            ? "It takes only v1, and Base64. Spotnana's page shows bare Base64: ask Spotnana, or take both."
            : "It takes only bare Base64, as Spotnana's page shows it. Standard Webhooks, whose scheme this is, writes v1, before it: ask Spotnana, or take both.");
    }

    private static async Task<Finding> GetAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        const string sent = "GET, without a signature";
        var answer = await receiver.GetAsync(cancellationToken);
        return Finding.Of(answer.Status switch
        {
            null => receiver.Told(sent, answer, Verdict.CannotTell, "It was not answered."),
            { } status when ReceiverUnderTest.IsSuccess(status) => receiver.Told(sent, answer, Verdict.Fail, "Answer 405 or 404 to what is no POST."),
            _ => receiver.Told(sent, answer, Verdict.Pass),
        });
    }

    private static async Task<Finding> ApiVersionAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var draft = receiver.Drafts.Delivery($"rightly signed, API-Version: {OtherApiVersion}", receiver.Drafts.Bodies.Plain());
        var finding = await receiver.ExpectRefusedAsync(cancellationToken, draft.With(DeliveryHeaders.ApiVersion, OtherApiVersion));
        return finding.Weaken(
            $"It was taken, which Spotnana does not forbid; perhaps it was set aside behind the answer. See what became of {draft.Signed.Id}: code for 2.0 should not read another version.");
    }
}
