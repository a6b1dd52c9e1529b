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

    // A quarter of what Spotnana waits: what takes longer under this little load has no room left
    private static readonly TimeSpan _comfortable = WebhookClient.TimeLimit / 4;

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "large-body",
            "A body of 1 MB is accepted",
            "No greatest size is published. Spotnana's sample receiver takes bodies up to 1 MB.",
            "inferred from Spotnana's sample receiver",
            LargeAsync),
        new(
            "slow-work",
            "One booking's deliveries wait for no work",
            "Accept at once and work afterwards: a delivery has failed after 40 seconds.",
            Sources.Delivery,
            SlowWorkAsync),
        new(
            "burst",
            $"A burst of {BurstDeliveries} is accepted",
            "Deliveries come from several nodes at once. What is refused is sent again.",
            Sources.InferredFrom(Sources.BestPractices),
            BurstAsync),
        new(
            "latency",
            "Answers come well within 40 s under load",
            "The whole request has 40 seconds, the connection included.",
            Sources.Delivery,
            (receiver, _) => Task.FromResult(Latency(receiver))),
    ];

    private static Task<Finding> LargeAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var body = receiver.Drafts.Bodies.OfSize(LargeBytes);
        return receiver.ExpectAcceptedAsync(cancellationToken, receiver.Drafts.Delivery($"a body of {body.Length:N0} bytes", body));
    }

    private static async Task<Finding> SlowWorkAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        Draft[] deliveries = [.. Enumerable.Range(1, BusyDeliveries).Select(version =>
            drafts.Delivery($"{BusyDeliveries} deliveries about one booking at once", drafts.Bodies.Plain(BusyBooking, version)))];
        var answers = await receiver.SendTogetherAsync(deliveries, cancellationToken);
        var finding = Finding.Of([.. deliveries.Zip(answers, receiver.JudgeAccepted)]);
        return finding.Verdict is Verdict.Pass ? JudgeLatency(finding, answers) : finding;
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
        var exchange = receiver.Told($"the {answers.Length} deliveries of the burst (median {median} ms), of which the slowest", slowest, slowest.IsTimeOut ? Verdict.Fail : Verdict.Pass, slowest.IsTimeOut ? "For Spotnana it has failed." : null);
        return JudgeLatency(Finding.Of(exchange), answers);
    }

    /// <summary>A pass is one only while the slowest answer leaves room.</summary>
    public static Finding JudgeLatency(Finding finding, IReadOnlyCollection<WebhookAnswer> answers)
    {
        var times = answers.Select(answer => answer.Milliseconds).Order().ToArray();
        var summary = $"slowest of {times.Length}: {times[^1]} ms";
        return finding.Verdict is Verdict.Pass && times[^1] > _comfortable.TotalMilliseconds
            ? finding with { Verdict = Verdict.CannotTell, Summary = summary, Because = "It holds here, but the answers seem to wait for work: with a little more of it 40 seconds are over." }
            : finding with { Summary = summary };
    }
}
