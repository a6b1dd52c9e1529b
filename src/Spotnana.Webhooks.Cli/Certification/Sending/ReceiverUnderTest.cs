using System.Net;
using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Http;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>The receiver that is being certified: sends it drafts at a limited rate, and keeps what is known of it so far.</summary>
internal sealed class ReceiverUnderTest(WebhookClient client, Uri url, Drafts drafts, Redactor redactor, TimeProvider clock)
{
    // At most 50 a second, one after the other
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    private int _sent;
    private int _accepted;

    public Uri Url => url;

    /// <summary>Its address without the query, where some put a key.</summary>
    public string Place => url.GetLeftPart(UriPartial.Path) + (url.Query.Length > 1 ? "?…" : "");

    public Drafts Drafts => drafts;

    public AnswerLimits Limits { get; init; } = AnswerLimits.Usual;

    /// <summary>Where there are tokens in place of signatures, from whom to get them.</summary>
    public TokenDesk? Tokens { get; init; }

    public int Sent => _sent;

    public int Accepted => _accepted;

    /// <summary>The first well-signed delivery's answer in the form of signature that it takes, once there is one.</summary>
    public WebhookAnswer? First { get; set; }

    /// <summary>
    /// The status by which it accepts; null until something was accepted. One other than 200 is judged once, by <c>exactly-200</c>.
    /// </summary>
    public HttpStatusCode? Success => First?.Status is { } status && IsSuccess(status) ? status : null;

    /// <summary>The answers to a burst, for the check of their latency.</summary>
    public IReadOnlyList<WebhookAnswer> Burst { get; set; } = [];

    public bool Accepts(WebhookAnswer answer) => answer.Status is HttpStatusCode.OK || (answer.Status is { } status && status == Success);

    /// <summary>Sends one after the other; each must be accepted.</summary>
    public Task<Finding> ExpectAcceptedAsync(CancellationToken cancellationToken, params Draft[] deliveries) =>
        ExpectAsync(deliveries, JudgeAccepted, cancellationToken);

    /// <summary>Sends one after the other; each must be refused.</summary>
    public Task<Finding> ExpectRefusedAsync(CancellationToken cancellationToken, params Draft[] forgeries) =>
        ExpectAsync(forgeries, JudgeRefused, cancellationToken);

    public Task<WebhookAnswer> SendAsync(Draft draft, CancellationToken cancellationToken) =>
        PacedAsync(client.SendAsync(HttpMethod.Post, draft.Body, draft.Headers, cancellationToken), cancellationToken);

    /// <summary>Sends all at once.</summary>
    public async Task<IReadOnlyList<WebhookAnswer>> SendTogetherAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var sending = drafts.Select(draft => client.SendAsync(HttpMethod.Post, draft.Body, draft.Headers, cancellationToken));
        return [.. (await Task.WhenAll(sending)).Select(Counted)];
    }

    /// <summary>Sends headers as they stand, where <see cref="SendAsync"/> would join those of one name.</summary>
    public Task<WebhookAnswer> SendRawAsync(Draft draft, CancellationToken cancellationToken) =>
        PacedAsync(RawPost.SendAsync(url, draft, clock, cancellationToken), cancellationToken);

    public Task<WebhookAnswer> GetAsync(CancellationToken cancellationToken) =>
        client.SendAsync(HttpMethod.Get, body: null, [], cancellationToken);

    public Exchange JudgeAccepted(Draft draft, WebhookAnswer answer) => Accepts(answer)
        ? Told(draft, answer, Verdict.Pass)
        : Told(
            draft, answer, Verdict.Fail,
            answer.Status is null ? "Spotnana would send it again." : "For Spotnana it has failed and is sent again, for two weeks.");

    public Exchange JudgeRefused(Draft draft, WebhookAnswer answer) =>
        JudgeRefused(draft.What, answer) with { DeliveryId = draft.Signed.Id };

    public Exchange JudgeRefused(string what, WebhookAnswer answer, Uri? at = null) => answer.Status switch
    {
        { } status when IsSuccess(status) => Told(what, answer, Verdict.Fail, "It was accepted."),
        >= HttpStatusCode.InternalServerError =>
            Told(what, answer, Verdict.CannotTell, "It was not accepted, but an error is not a refusal: the receiver's log may say more."),
        null => Told(what, answer, Verdict.CannotTell, "It was not accepted, but not refused either.", at),
        _ => Told(what, answer, Verdict.Pass),
    };

    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, clock, cancellationToken);

    public Exchange Told(Draft draft, WebhookAnswer answer, Verdict verdict, string? because = null) =>
        Told(draft.What, answer, verdict, because) with { DeliveryId = draft.Signed.Id };

    public Exchange Told(string what, WebhookAnswer answer, Verdict verdict, string? because = null, Uri? at = null) =>
        new(what, InWords(answer, at ?? url), Outcome(answer), verdict, because);

    public static bool IsSuccess(HttpStatusCode status) => (int)status is >= 200 and <= 299;

    public static bool IsRedirect(HttpStatusCode? status) => (int?)status is >= 300 and <= 399;

    private async Task<Finding> ExpectAsync(Draft[] drafts, Func<Draft, WebhookAnswer, Exchange> judge, CancellationToken cancellationToken)
    {
        var exchanges = new List<Exchange>();
        foreach (var draft in drafts)
            exchanges.Add(judge(draft, await SendAsync(draft, cancellationToken)));
        return Finding.Of(exchanges);
    }

    private async Task<WebhookAnswer> PacedAsync(Task<WebhookAnswer> sending, CancellationToken cancellationToken)
    {
        var answer = Counted(await sending);
        await Task.Delay(_pause, clock, cancellationToken);
        return answer;
    }

    private WebhookAnswer Counted(WebhookAnswer answer)
    {
        Interlocked.Increment(ref _sent);
        if (answer.Status is { } status && IsSuccess(status))
            Interlocked.Increment(ref _accepted);
        return answer;
    }

    private string InWords(WebhookAnswer answer, Uri at)
    {
        if (answer.Status is not { } status)
            return redactor.Clean(NoAnswer.Why(at, answer.Failure!));
        var words = $"{(int)status} in {answer.Milliseconds} ms";
        if (answer.Location is { } location)
            words += $", to {redactor.Clean(location)}";
        return answer.Text.Length == 0 ? words : $"{words}: {redactor.Clean(answer.Text)}";
    }

    private static string Outcome(WebhookAnswer answer) => answer switch
    {
        { Status: { } status } => $"{(int)status}",
        { IsTimeOut: true } => $"no answer in {WebhookClient.TimeLimit.TotalSeconds:0} s",
        _ => "no answer",
    };
}
