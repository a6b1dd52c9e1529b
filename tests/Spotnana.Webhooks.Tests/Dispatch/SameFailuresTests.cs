using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>What counts as a bad delivery, and what may be an outage. Leases are given at whole seconds.</summary>
public sealed class SameFailuresTests
{
    private const string Thrown = "FormatException in Ledger.Post";

    private static readonly DateTimeOffset _noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly SameFailures _failures = new();

    [Fact]
    public void What_others_complete_after_the_first_failure_makes_the_next_one_count()
    {
        var streak = Fail(0, null);
        Assert.Equal(1, streak!.Count);
        Assert.Equal(1, Fail(2, streak)!.Count);

        _failures.Completed(Lease(3));
        streak = Fail(4, streak);
        Assert.Equal(2, streak!.Count);
        Assert.Equal(3, Fail(5, streak)!.Count);
    }

    [Fact]
    public void What_was_leased_before_the_first_failure_says_nothing()
    {
        _failures.Completed(Lease(0));
        var streak = Fail(0, null);
        _failures.Completed(Lease(0));

        Assert.Equal(1, Fail(2, streak)!.Count);
    }

    [Fact]
    public void In_an_outage_that_others_suffer_too_even_a_bad_delivery_does_not_count()
    {
        var streak = Fail(0, null);
        _failures.Completed(Lease(2));
        streak = Fail(3, streak);
        Fail(4, null); // another delivery, for the first time

        Assert.Equal(2, Fail(5, streak)!.Count);
        _failures.Completed(Lease(6));
        Assert.Equal(3, Fail(7, streak)!.Count);
    }

    [Fact]
    public void Another_process_goes_on_with_a_count_that_was_stored()
    {
        Assert.Equal(6, Fail(100, new FailureStreak(Thrown, 5, _noon))!.Count);
        Assert.Equal(1, Fail(100, new FailureStreak(Thrown, 1, _noon))!.Count);
    }

    [Fact]
    public void Another_exception_begins_anew_and_any_other_end_forgets()
    {
        Assert.Equal(new FailureStreak("other", 1), _failures.After(Lease(1, new FailureStreak(Thrown, 5, _noon)), "other"));
        Assert.Null(_failures.After(Lease(1, new FailureStreak(Thrown, 5, _noon)), null));
    }

    /// <summary>An attempt that ended a second after its lease, as the inbox stores it.</summary>
    private FailureStreak? Fail(int leased, FailureStreak? streak)
    {
        var after = _failures.After(Lease(leased, streak), Thrown)!;
        return after with { Since = after.Since ?? _noon.AddSeconds(leased + 1) };
    }

    private static Lease Lease(int leased, FailureStreak? streak = null) =>
        TestLease.Of("probe") with { LeasedAt = _noon.AddSeconds(leased), Streak = streak };
}
