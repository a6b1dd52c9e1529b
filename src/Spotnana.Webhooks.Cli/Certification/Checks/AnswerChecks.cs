using System.Net;
using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Certification.Sending;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>Whether a delivery gets through at all, and what its answer looks like.</summary>
internal static class AnswerChecks
{
    private const string Delivery = "a delivery, correctly signed";
    private const string OtherApiVersion = "9.9";

    // The forms that a receiver may take, the published one first. The last two suit a receiver that rewrites the body before it verifies:
    // otherwise its other faults would never show
    private static readonly (string Name, bool IsPrefixed, bool IsSpaced)[] _forms =
    [
        ("bare Base64", false, false),
        ("v1, and Base64", true, false),
        ("bare Base64, the body written as Python does", false, true),
        ("v1, and Base64, the body written as Python does", true, true),
    ];

    /// <summary>The first of all, after which the others know which form of a signature the receiver takes.</summary>
    public static Check SignedDelivery { get; } = new(
        "signed-delivery",
        "A correctly signed delivery is accepted",
        "Each delivery is signed by HMAC-SHA256 over its id, a dot, its timestamp, a dot and the raw body. The receiver verifies that "
        + "and answers 200.",
        Sources.Authentication,
        SignedDeliveryAsync)
    { NeedsAcceptance = false };

    /// <summary>What the first delivery was answered.</summary>
    public static IReadOnlyList<Check> Success { get; } =
    [
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
    ];

    /// <summary>The other form of a signature.</summary>
    public static Check SignatureForm { get; } = new(
        "signature-form",
        "Base64 is accepted bare and after v1,",
        "The signature is Base64. Whether a version such as v1, stands before it is not published: take both.",
        Sources.Authentication,
        SignatureFormAsync);

    /// <summary>Requests of other kinds.</summary>
    public static IReadOnlyList<Check> Requests { get; } =
    [
        new(
            "content-type",
            "Any Content-Type or none is accepted",
            "Deliveries are JSON, with a Content-Type whose value is not published. The signature or the token tells what is "
            + "authentic.",
            $"{Sources.Steps}, {Sources.GoodPractice}",
            ContentTypeAsync),
        new(
            "get-not-200",
            "A GET is not answered 200",
            "The endpoint receives POST requests. A page that answers 200 to a GET would hide a wrong URL.",
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
        var (first, answer) = await TryAsync(receiver, _forms[0], cancellationToken);
        receiver.First = answer;
        if (receiver.Success is not null)
            return Finding.Of(receiver.JudgeAccepted(first, answer));
        if (answer.Failure is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError })
            return Finding.CannotTell("There is no secure connection: see tls.", receiver.Told(first, answer, Verdict.CannotTell));
        if (answer.Status is null)
            return Finding.Of(receiver.JudgeAccepted(first, answer));
        if (ReceiverUnderTest.IsRedirect(answer.Status))
            return Finding.CannotTell("It is redirected: see no-redirect.", receiver.Told(first, answer, Verdict.CannotTell));

        var refused = new List<Exchange> { receiver.JudgeAccepted(first, answer) };
        foreach (var form in _forms.Skip(1).Where(form => !form.IsSpaced || IsRefusal(answer)))
        {
            var (other, otherAnswer) = await TryAsync(receiver, form, cancellationToken);
            if (otherAnswer.Status is { } status && ReceiverUnderTest.IsSuccess(status))
            {
                receiver.First = otherAnswer;
                return Finding.Of(receiver.JudgeAccepted(other, otherAnswer));
            }

            refused.Add(receiver.JudgeAccepted(other, otherAnswer));
        }

        Take(receiver, _forms[0]);
        return Finding.Of(refused) with { Because = Advice(answer, receiver.Url) };
    }

    private static async Task<(Draft Draft, WebhookAnswer Answer)> TryAsync(
        ReceiverUnderTest receiver, (string Name, bool IsPrefixed, bool IsSpaced) form, CancellationToken cancellationToken)
    {
        Take(receiver, form);
        var draft = receiver.Drafts.Delivery($"{Delivery} ({form.Name})", receiver.Drafts.Bodies.Plain());
        return (draft, await receiver.SendAsync(draft, cancellationToken));
    }

    /// <summary>All that is sent from now on is in this form.</summary>
    private static void Take(ReceiverUnderTest receiver, (string Name, bool IsPrefixed, bool IsSpaced) form) =>
        (receiver.Drafts.IsPrefixed, receiver.Drafts.Bodies.IsSpaced) = (form.IsPrefixed, form.IsSpaced);

    private static bool IsRefusal(WebhookAnswer answer) =>
        answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest;

    private static string Advice(WebhookAnswer answer, Uri url) => answer.Status switch
    {
        _ when IsRefusal(answer) =>
            "Likely causes: the secret is another subscription's; the body is read and written again before it is verified, in the "
            + "receiver or on the way; the clocks differ; "
            + "the receiver wants a header of its own (--header). Its log may tell.",
        HttpStatusCode.NotFound => $"Nothing is received at {url.AbsolutePath}.",
        HttpStatusCode.MethodNotAllowed => $"No POST is taken at {url.AbsolutePath}.",
        >= HttpStatusCode.InternalServerError => "The receiver has an error. Its log may tell.",
        _ => "For Spotnana everything but 200 is a failure.",
    };

    private static Finding ExactlyOk(ReceiverUnderTest receiver)
    {
        var isOk = receiver.Success is HttpStatusCode.OK;
        return Finding.Of(receiver.Told(
            $"a delivery, {receiver.Drafts.Proven}",
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
            $"a delivery, {receiver.Drafts.Proven}",
            receiver.First!,
            isRedirect ? Verdict.Fail : Verdict.Pass,
            isRedirect ? "Give Spotnana the address that it leads to, and certify that one." : null));
    }

    private static async Task<Finding> SignatureFormAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var other = drafts.Delivery(
            drafts.IsPrefixed ? "a signature as bare Base64" : "a signature as v1, and Base64", drafts.Bodies.Plain());
        var base64 = Drafts.Base64Of(other);
        var finding = await receiver.ExpectAcceptedAsync(
            cancellationToken, other.With(DeliveryHeaders.WebhookSignature, drafts.IsPrefixed ? base64 : "v1," + base64));
        return finding.Weaken(drafts.IsPrefixed
            ? "It takes only v1, and Base64. Spotnana's page shows bare Base64: ask Spotnana, or take both."
            : "It takes only bare Base64, as Spotnana's page shows it. Standard Webhooks, whose scheme this is, writes v1, before it: ask "
                + "Spotnana, or take both.");
    }

    private static async Task<Finding> ContentTypeAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        const string header = "Content-Type", other = "application/json; charset=utf-8";
        var drafts = receiver.Drafts;
        var finding = await receiver.ExpectAcceptedAsync(
            cancellationToken,
            drafts.Delivery($"{header}: {other}", drafts.Bodies.Plain()).With(header, other),
            drafts.Delivery($"no {header}", drafts.Bodies.Plain()).Without(header));
        return finding.Weaken(
            "Spotnana does not say that it sends this. It is good practice to accept what is authentic: a refusal is sent again, "
            + "for two weeks.");
    }

    private static async Task<Finding> GetAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        const string sent = "GET, without a signature";
        var answer = await receiver.GetAsync(cancellationToken);
        return Finding.Of(answer.Status switch
        {
            null => receiver.Told(sent, answer, Verdict.CannotTell, "It was not answered."),
            { } status when ReceiverUnderTest.IsSuccess(status) =>
                receiver.Told(
                    sent,
                    answer,
                    Verdict.Fail,
                    "A page answers here, or whatever comes is taken: answer 405 or 404 to anything but a POST."),
            _ => receiver.Told(sent, answer, Verdict.Pass),
        });
    }

    private static async Task<Finding> ApiVersionAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var draft = receiver.Drafts.Delivery($"{receiver.Drafts.Proven}, API-Version: {OtherApiVersion}", receiver.Drafts.Bodies.Plain());
        var finding = await receiver.ExpectRefusedAsync(cancellationToken, draft.With(DeliveryHeaders.ApiVersion, OtherApiVersion));
        return finding.Weaken(
            "It was accepted, which Spotnana does not forbid; perhaps it was set aside after the answer. See what became of "
            + $"{draft.Signed.Id}: it is good practice that code for 2.0 reads no other version.");
    }
}
