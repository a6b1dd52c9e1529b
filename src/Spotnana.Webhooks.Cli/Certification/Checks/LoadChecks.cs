using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Certification.Sending;
using Spotnana.Webhooks.Cli.Http;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>Much at once, and large.</summary>
internal static class LoadChecks
{
    private const int LargeBytes = 1_000_000;
    private const int BusyDeliveries = 12;
    private const int BusyBooking = 2;
    private const int BurstDeliveries = 50;
    private const int FirstBurstBooking = 10;
    private const string Limits = "How much sooner is not published: up to 2 s pass, and above 10 s there is no room left.";
    private const string LimitsSource = $"{Sources.Delivery}; the limits are {Sources.GoodPractice}";

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "large-body",
            "A body of 1 MB is accepted",
            "No maximum size is published. Spotnana's sample receiver takes bodies up to 1 MB. What is refused for its size is lost, as it "
            + "is refused each time.",
            $"inferred from Spotnana's sample receiver; {Sources.Delivery}",
            LargeAsync),
        new(
            "slow-work",
            "One booking's deliveries do not wait",
            $"Accept at once and work afterwards: a delivery has failed after 40 seconds. {Limits}",
            LimitsSource,
            SlowWorkAsync),
        new(
            "burst",
            $"A burst of {BurstDeliveries} is accepted",
            $"Deliveries come from several nodes at once; how many is not published, {BurstDeliveries} are few. What is not answered 200 "
            + "has failed.",
            $"{Sources.Delivery}, {Sources.Onboarding}; the number is {Sources.GoodPractice}",
            BurstAsync),
        new(
            "latency",
            "Answers come well within 40 s under load",
            $"The whole request has 40 seconds, the connection included. {Limits}",
            LimitsSource,
            (receiver, _) => Task.FromResult(Latency(receiver))),
    ];

    private static Task<Finding> LargeAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var body = receiver.Drafts.Bodies.OfSize(LargeBytes);
        return receiver.ExpectAcceptedAsync(cancellationToken, receiver.Drafts.Delivery($"a body of {body.Length:N0} bytes", body));
    }

    private static async Task<Finding> SlowWorkAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        // All with one state, because the order of their arrival is left to chance; but with tokens, equal bodies are one delivery
        var drafts = receiver.Drafts;
        var body = drafts.Bodies.Plain(BusyBooking);
        Draft[] deliveries =
        [
            .. Enumerable.Range(0, BusyDeliveries)
                .Select(n => drafts.Delivery(
                    $"{BusyDeliveries} deliveries about one booking at once",
                    receiver.Tokens is null ? body : drafts.Bodies.Plain(BusyBooking, age: TimeSpan.FromMilliseconds(10 * n)))),
        ];
        var answers = await receiver.SendTogetherAsync(deliveries, cancellationToken);
        return JudgeLatency(Finding.Of([.. deliveries.Zip(answers, receiver.JudgeAccepted)]), answers, receiver.Limits);
    }

    private static async Task<Finding> BurstAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        Draft[] deliveries = [.. Enumerable.Range(FirstBurstBooking, BurstDeliveries).Select(booking =>
            drafts.Delivery($"{BurstDeliveries} deliveries about as many bookings at once", drafts.Bodies.Plain(booking)))];
        receiver.Burst = await receiver.SendTogetherAsync(deliveries, cancellationToken);
        return Finding.Of([.. deliveries.Zip(receiver.Burst, (delivery, answer) => answer.IsTimeOut
            ? receiver.Told(delivery, answer, Verdict.CannotTell, "It was too slow: see latency.")
            : receiver.JudgeAccepted(delivery, answer))]);
    }

    private static Finding Latency(ReceiverUnderTest receiver)
    {
        WebhookAnswer[] answers = [.. receiver.Burst.Where(answer => answer.Status is not null || answer.IsTimeOut)];
        if (answers.Length == 0)
            return Finding.CannotTell("The burst was not answered.");
        var slowest = answers.MaxBy(answer => answer.Milliseconds)!;
        var median = answers.Select(answer => answer.Milliseconds).Order().ElementAt(answers.Length / 2);
        var exchange = receiver.Told(
            $"the {answers.Length} deliveries of the burst (median {median} ms), of which the slowest", slowest,
            slowest.IsTimeOut ? Verdict.Fail : Verdict.Pass, slowest.IsTimeOut ? "For Spotnana it has failed." : null);
        return JudgeLatency(Finding.Of(exchange), answers, receiver.Limits);
    }

    // A finding that is not a pass stays as it is
    private static Finding JudgeLatency(Finding finding, IReadOnlyCollection<WebhookAnswer> answers, AnswerLimits limits)
    {
        var slowest = answers.Max(answer => answer.Milliseconds);
        if (finding.Verdict is not Verdict.Pass)
            return finding;
        finding = finding with { Summary = $"slowest of {answers.Count}: {slowest} ms" };
        if (slowest <= limits.AtOnce.TotalMilliseconds)
            return finding;
        return slowest <= limits.WithRoom.TotalMilliseconds
            ? finding with
            {
                Verdict = Verdict.CannotTell,
                Because = "It holds here. From outside, work that is waited for looks like a slow start or a slow line: if it is "
                    + "work, do it after the answer.",
            }
            : finding with
            {
                Verdict = Verdict.Fail,
                Because = "The answers wait for work, it seems: with a little more of it, the 40 seconds are over. Store the "
                    + "delivery, answer, and work afterwards.",
            };
    }
}
