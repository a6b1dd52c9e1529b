using System.Net;
using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Certification.Sending;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>Checks that nobody gets in by a token that the receiver did not give, or gets one without the secret.</summary>
internal static class TokenRefusals
{
    // Longer is not worth the wait
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "wrong-client",
            "A wrong id or secret gets no token",
            "The client's id and secret tell that it is Spotnana who asks.",
            $"{Sources.OldSamples}; invalid_client is RFC 6749, section 5.2",
            WrongClientAsync),
        new(
            "missing-token",
            "A delivery without a token is refused",
            "The token tells that a delivery is Spotnana's. The receiver must verify it.",
            Sources.OldSamples,
            MissingAsync),
        new(
            "forged-token",
            "A token that was not given is refused",
            "The token tells that a delivery is Spotnana's. The receiver must verify it.",
            Sources.OldSamples,
            ForgedAsync),
        new(
            "expired-token",
            "A token that has expired is refused",
            "expires_in says for how many seconds a token is valid.",
            Sources.OldSamples,
            ExpiredAsync),
    ];

    private static async Task<Finding> WrongClientAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var other = Guid.NewGuid().ToString();
        return Finding.Of(
            await AskAsync("the right id with another secret", id: null, other),
            await AskAsync("the right id with an empty secret", id: null, ""),
            await AskAsync("an unknown id with the right secret", other, secret: null));

        async Task<Exchange> AskAsync(string what, string? id, string? secret)
        {
            var answer = await receiver.Tokens!.AskAsync(cancellationToken, id, secret);
            return answer switch
            {
                { Token: not null } => receiver.Told(what, answer.Answer, Verdict.Fail, "It got a token."),
                { Answer.Status: HttpStatusCode.OK } => receiver.Told(
                    what, answer.Answer, Verdict.CannotTell, "It got no token, but 200 is no refusal: answer 401 with invalid_client."),
                _ => receiver.JudgeRefused(what, answer.Answer, receiver.Tokens.Url),
            };
        }
    }

    private static Task<Finding> MissingAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        return RefusalChecks.RefuseAsync(
            receiver,
            cancellationToken,
            drafts.Delivery("no Authorization", drafts.Bodies.Plain()).Without(Draft.Authorization),
            drafts.Delivery("Bearer and no token", drafts.Bodies.Plain()).WithToken(""),
            drafts.Delivery("a scheme other than Bearer", drafts.Bodies.Plain()).With(Draft.Authorization, "Basic eDp5"));
    }

    private static Task<Finding> ForgedAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var token = drafts.Token!;
        return RefusalChecks.RefuseAsync(
            receiver,
            cancellationToken,
            With("a token that nobody gave", Guid.NewGuid().ToString("N")),
            With("a right token with its first character changed", Changed(0)),
            With("a right token with a character in the middle changed", Changed(token.Length / 2)),
            With("a right token with a character more", token + "A"),
            With("a right token with a character less", token[..^1]));

        Draft With(string what, string forged)
        {
            receiver.Tokens!.Hide(forged); // it holds most of a right one
            return drafts.Delivery(what, drafts.Bodies.Plain()).WithToken(forged);
        }

        string Changed(int at) => $"{token[..at]}{(token[at] == 'A' ? 'B' : 'A')}{token[(at + 1)..]}";
    }

    private static async Task<Finding> ExpiredAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var (desk, drafts) = (receiver.Tokens!, receiver.Drafts);
        if (desk.Lifetime > _longestWait)
        {
            return Finding.CannotTell(
                $"Its tokens are valid for {desk.Lifetime.TotalSeconds:0} s, and nobody waits for that. Certify it once with a lifetime of "
                + $"at most {_longestWait.TotalSeconds:0} s.") with
            { Summary = $"valid for {desk.Lifetime.TotalSeconds:0} s" };
        }

        var old = drafts.Delivery("a token whose time is over", drafts.Bodies.Plain());
        await receiver.PauseAsync(desk.Lifetime + TimeSpan.FromSeconds(1), cancellationToken);
        await desk.RenewAsync(cancellationToken);
        return await RefusalChecks.RefuseAsync(receiver, cancellationToken, old);
    }
}
