using System.Net;
using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Certification.Sending;
using Spotnana.Webhooks.Cli.Tokens;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>Tokens in place of signatures, as partners of before the signatures have it.</summary>
internal static class TokenChecks
{
    private const int AtOnce = 5;

    public static Check Given { get; } = new(
        "token",
        "The client gets a token",
        "A form with client_id, client_secret and grant_type=client_credentials is answered 200, with access_token, expires_in and "
        + "token_type.",
        Sources.OldSamples,
        GivenAsync)
    { NeedsAcceptance = false };

    public static Check Delivery { get; } = new(
        "token-delivery",
        "A delivery with a token is accepted",
        "Each delivery carries a token of the type that was answered. The receiver answers 200.",
        Sources.OldSamples,
        DeliveryAsync)
    { NeedsAcceptance = false };

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "several-tokens",
            "Several tokens are valid at once",
            "Each of Spotnana's nodes gets a token of its own, at the same time and with the same credentials.",
            Sources.Onboarding,
            SeveralAsync),
        new(
            "duplicate",
            "A duplicate is accepted",
            "The same delivery may come more than once. A duplicate that is refused is sent again and again.",
            $"{Sources.BestPractices}, {Sources.Delivery}",
            DuplicateAsync),
    ];

    private static async Task<Finding> GivenAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        const string sent = "the right client's form";
        var desk = receiver.Tokens!;
        var answer = await desk.AskAsync(cancellationToken);
        if (answer.Token is null)
        {
            return Finding.Of(receiver.Told(sent, answer.Answer, Verdict.Fail, Advice(answer), desk.Url));
        }

        desk.Use(answer);
        return "Bearer".Equals(answer.Type, StringComparison.OrdinalIgnoreCase)
            ? Finding.Of(receiver.Told(sent, answer.Answer, Verdict.Pass))
            : Finding.CannotTell(
                "There is a token, but its token_type is not Bearer. Spotnana's sample has that: answer it.",
                receiver.Told(sent, answer.Answer, Verdict.CannotTell));
    }

    private static string Advice(TokenAnswer answer) => answer.Answer.Status switch
    {
        HttpStatusCode.OK => "There is no token in it: answer JSON with access_token (a text) and expires_in (seconds).",
        HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized =>
            "Are the client's id and secret right? Spotnana sends them in the form, not in an Authorization header.",
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => "Tokens are given elsewhere (--token-url), or not at all.",
        _ => "Without a token Spotnana can deliver nothing.",
    };

    private static async Task<Finding> DeliveryAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        if (receiver.Drafts.Token is null)
            return Finding.CannotTell("There is no token: see token.");
        var draft = receiver.Drafts.Delivery("a delivery with a token", receiver.Drafts.Bodies.Plain());
        receiver.First = await receiver.SendAsync(draft, cancellationToken);
        var finding = Finding.Of(receiver.JudgeAccepted(draft, receiver.First));
        return finding.Verdict is Verdict.Pass || ReceiverUnderTest.IsRedirect(receiver.First.Status)
            ? finding
            : finding with
            {
                Because = "Likely causes: the receiver wants a signature, too; it wants a header of its own (--header); it does not know "
                    + "the tokens that it gives, as where replicas keep them apart. Its log may tell.",
            };
    }

    private static async Task<Finding> SeveralAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var (desk, drafts) = (receiver.Tokens!, receiver.Drafts);
        var earlier = drafts.Delivery("the token of before", drafts.Bodies.Plain());
        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => desk.AskAsync(cancellationToken)));
        if (answers.FirstOrDefault(answer => answer.Token is null) is { } none)
        {
            return Finding.Of(receiver.Told(
                $"{AtOnce} of the right client's forms at once, of which one", none.Answer, Verdict.Fail,
                "It got no token: each of Spotnana's nodes asks for itself.", desk.Url));
        }

        return await receiver.ExpectAcceptedAsync(
            cancellationToken,
            [
                .. answers.Select((answer, n) => drafts
                    .Delivery($"token {n + 1} of {AtOnce} that were asked for at once", drafts.Bodies.Plain(n))
                    .WithToken(answer.Token!)),
                earlier,
            ]);
    }

    private static async Task<Finding> DuplicateAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var first = drafts.Delivery("a delivery", drafts.Bodies.Plain());
        Draft[] deliveries = [first, first with { What = "the same request again" }];
        return await receiver.Tokens!.AskAsync(cancellationToken) is { Token: { } other }
            ? await receiver.ExpectAcceptedAsync(
                cancellationToken, [.. deliveries, first.WithToken(other) with { What = "the same body with another token" }])
            : await receiver.ExpectAcceptedAsync(cancellationToken, deliveries);
    }
}
