using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>How a lease ends, one row for each case. Ten attempts, five lost ones in a row, and an hour are what a delivery gets.</summary>
public sealed class SettlementRuleTests
{
    private const int MaxAttempts = 10;
    private const int MaxLostAttempts = 5;
    private const int MaxSameFailures = 20;

    private static readonly DateTimeOffset _noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan _scheduled = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan _took = TimeSpan.FromSeconds(3);

    private static readonly SettlementRule _rule = new(
        new DispatchOptions
        {
            MaxAttempts = MaxAttempts,
            MaxLostAttempts = MaxLostAttempts,
            MaxSameFailures = MaxSameFailures,
            RetryFor = _hour,
        });

    private static readonly Dictionary<string, (Lease Lease, bool IsProbe, TimeSpan Waited, bool IsExhausted)> _before = new()
    {
        ["the first attempt is run"] = (Lease(1), false, default, false),
        ["the last attempt is run"] = (Lease(MaxAttempts), false, default, false),
        ["no attempt is run after the last"] = (Lease(MaxAttempts + 1), false, default, true),
        ["one lost attempt less than the most: run"] = (Lease(9, lost: MaxLostAttempts - 1), false, default, false),
        ["as many lost attempts as may be: not run"] = (Lease(6, lost: MaxLostAttempts), false, default, true),
        ["a probe as its time ends is run"] = (Lease(1), true, _hour, false),
        ["a probe after its time is not run"] = (Lease(1), true, _hour + _tick, true),
        ["through an open gate, after its time, it is run"] = (Lease(1), false, _hour + _tick, false),
    };

    private static readonly Dictionary<string, (Run Run, Settlement? Expected)> _after = new()
    {
        ["done: completed"] = (new(Done), Settlement.Completed(Lease(1), _took)),
        ["done, lease lost: completed"] = (new(Done) { IsLeaseLost = true }, Settlement.Completed(Lease(1), _took)),
        ["done, drain over: completed"] = (new(Done) { IsDrainOver = true }, Settlement.Completed(Lease(1), _took)),
        ["done at the last attempt, after its time: completed"] =
            (new(Done) { Lease = Lease(MaxAttempts), Waited = 2 * _hour }, Settlement.Completed(Lease(MaxAttempts), _took)),

        ["rejected: dead"] = (new(Reject), Dead(1, DeadReason.Rejected)),
        ["rejected, drain over: dead"] = (new(Reject) { IsDrainOver = true }, Dead(1, DeadReason.Rejected)),
        ["rejected, lease lost: nothing"] = (new(Reject) { IsLeaseLost = true }, null),

        ["retry: by the schedule"] = (new(Retry()), RetryAt(1, _scheduled)),
        ["retry with its own pause: after that"] = (new(Retry(TimeSpan.FromMinutes(5))), RetryAt(1, TimeSpan.FromMinutes(5))),
        ["retry after longer than any time there is: dead"] = (new(Retry(TimeSpan.MaxValue)), Dead(1, DeadReason.Exhausted)),
        ["retry with a pause that lies in the past: at once"] = (new(Retry(TimeSpan.MinValue)), RetryAt(1, default)),
        ["retry with no pause at all: at once"] = (new(Retry(TimeSpan.Zero)), RetryAt(1, default)),
        ["no answer (the default): retry"] = (new(default), RetryAt(1, _scheduled)),
        ["retry, lease lost: nothing"] = (new(Retry()) { IsLeaseLost = true }, null),
        ["retry, lease lost, drain over: nothing"] = (new(Retry()) { IsLeaseLost = true, IsDrainOver = true }, null),
        ["retry, drain over: given back"] = (new(Retry()) { IsDrainOver = true }, ReleasedAt(1, default)),
        ["retry at the last attempt, drain over: given back"] =
            (new(Retry()) { Lease = Lease(MaxAttempts), IsDrainOver = true }, ReleasedAt(MaxAttempts, default)),
        ["retry after its time, drain over: given back"] =
            (new(Retry()) { Waited = 2 * _hour, IsDrainOver = true }, ReleasedAt(1, 2 * _hour)),

        ["retry at the last attempt but one: by the schedule"] =
            (new(Retry()) { Lease = Lease(MaxAttempts - 1) }, RetryAt(MaxAttempts - 1, _scheduled)),
        ["retry at the last attempt: dead"] = (new(Retry()) { Lease = Lease(MaxAttempts) }, Dead(MaxAttempts, DeadReason.Exhausted)),
        ["retry due just as its time ends: by the schedule"] = (new(Retry()) { Waited = _hour - _scheduled }, RetryAt(1, _hour)),
        ["retry due just after its time: dead"] = (new(Retry()) { Waited = _hour - _scheduled + _tick }, Dead(1, DeadReason.Exhausted)),
        ["its own pause ends with its time: retry"] = (new(Retry(_hour)), RetryAt(1, _hour)),
        ["its own pause ends after its time: dead"] = (new(Retry(_hour + _tick)), Dead(1, DeadReason.Exhausted)),

        ["the same exception once less than it may be: by the schedule"] =
            (new(Retry()) { Streak = Thrown(MaxSameFailures - 1) }, RetryAt(1, _scheduled) with { Streak = Thrown(MaxSameFailures - 1) }),
        ["the same exception as often as it may be: dead"] = (new(Retry()) { Streak = Thrown(MaxSameFailures) }, Settlement.Dead(
            Lease(1), _took, $"why, {MaxSameFailures} times while the handler completed others.", DeadReason.Exhausted)),
        ["the same exception too often, drain over: given back"] =
            (new(Retry()) { Streak = Thrown(MaxSameFailures), IsDrainOver = true }, ReleasedAt(1, default)),

        ["unavailable: given back at once"] = (new(Unavailable), ReleasedAt(1, default)),
        ["unavailable as its time ends: given back"] = (new(Unavailable) { Waited = _hour }, ReleasedAt(1, _hour)),
        ["unavailable after its time: dead"] = (new(Unavailable) { Waited = _hour + _tick }, Dead(1, DeadReason.Exhausted)),
        ["unavailable at the last attempt: given back"] =
            (new(Unavailable) { Lease = Lease(MaxAttempts) }, ReleasedAt(MaxAttempts, default)),
        ["unavailable, lease lost: nothing"] = (new(Unavailable) { IsLeaseLost = true }, null),
        ["unavailable after its time, drain over: given back"] =
            (new(Unavailable) { Waited = 2 * _hour, IsDrainOver = true }, ReleasedAt(1, 2 * _hour)),
    };

    public static TheoryData<string> CasesBefore => [.. _before.Keys];

    public static TheoryData<string> CasesAfter => [.. _after.Keys];

    private static HandlerResult Done => HandlerResult.Done;

    private static HandlerResult Reject => HandlerResult.Reject("why");

    private static HandlerResult Unavailable => HandlerResult.Unavailable("why");

    [Theory]
    [MemberData(nameof(CasesBefore))]
    public void A_delivery_is_run_unless_its_attempts_or_its_time_are_spent(string name)
    {
        var (lease, isProbe, waited, isExhausted) = _before[name];

        Assert.Equal(isExhausted ? Settlement.Exhausted(lease) : null, _rule.BeforeRun(lease, isProbe, _noon + waited));
    }

    [Theory]
    [MemberData(nameof(CasesAfter))]
    public void What_a_handler_said_decides_how_its_lease_ends(string name)
    {
        var (run, expected) = _after[name];
        var attempt = new Attempt(run.Result, _took, "why");

        Assert.Equal(
            expected,
            _rule.AfterRun(attempt, run.Lease, run.IsLeaseLost, run.IsDrainOver, _scheduled, _noon + run.Waited, run.Streak));
    }

    private static FailureStreak Thrown(int times) => new("FormatException in Ledger.Post", times);

    private static HandlerResult Retry(TimeSpan? after = null) => HandlerResult.Retry(after);

    private static Settlement Dead(int attempt, DeadReason reason) => Settlement.Dead(Lease(attempt), _took, "why", reason);

    private static Settlement RetryAt(int attempt, TimeSpan afterNoon) => Settlement.Retry(Lease(attempt), _took, "why", _noon + afterNoon);

    private static Settlement ReleasedAt(int attempt, TimeSpan afterNoon) => Settlement.Released(Lease(attempt), _noon + afterNoon);

    private static Lease Lease(int attempt, int lost = 0) =>
        TestLease.Of("probe") with { Attempt = attempt, LostAttempts = lost, WaitingSince = _noon };

    private sealed record Run(HandlerResult Result)
    {
        public Lease Lease { get; init; } = Lease(1);

        public bool IsLeaseLost { get; init; }

        public bool IsDrainOver { get; init; }

        public TimeSpan Waited { get; init; }

        public FailureStreak? Streak { get; init; }
    }
}
