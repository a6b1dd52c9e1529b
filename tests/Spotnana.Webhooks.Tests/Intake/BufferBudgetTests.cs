using System.Net;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Intake;

namespace Spotnana.Webhooks.Tests.Intake;

public sealed class BufferBudgetTests
{
    private const int Small = 100 * 1024;
    private const int Large = 300 * 1024;

    private static readonly IPAddress Greedy = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress Other = IPAddress.Parse("203.0.113.8");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_is_given_back_can_be_taken_again()
    {
        var budget = Budget(Small);
        for (var i = 0; i < 3; i++)
        {
            using var claim = budget.Open();
            Assert.True(claim.TryGrow(Small, isWhole: true));
            using var second = budget.Open();
            Assert.False(second.TryGrow(1));
        }
    }

    [Fact]
    public void A_refused_growth_takes_nothing()
    {
        var budget = Budget(Small);
        using (var refused = budget.Open())
            Assert.False(refused.TryGrow(Small + 1));
        using var claim = budget.Open();
        Assert.True(claim.TryGrow(Small, isWhole: true));
    }

    [Fact]
    public void Large_bodies_may_use_half_and_small_ones_the_rest()
    {
        var budget = Budget(4 * Large);
        using var first = budget.Open();
        using var second = budget.Open();
        using var third = budget.Open();
        Assert.True(first.TryGrow(Large, isWhole: true));
        Assert.True(second.TryGrow(Large, isWhole: true));
        Assert.False(third.TryGrow(Large));
        third.Dispose();

        using var small = budget.Open();
        Assert.True(small.TryGrow(Small));
        first.Dispose();
        using var fourth = budget.Open();
        Assert.True(fourth.TryGrow(Large));
    }

    [Fact]
    public void A_body_that_grows_past_the_mark_counts_as_large_with_all_its_bytes()
    {
        var budget = Budget(2 * Large);
        using var growing = budget.Open();
        Assert.True(growing.TryGrow(Small));
        Assert.True(growing.TryGrow(Large - Small, isWhole: true));

        using var other = budget.Open();
        Assert.True(other.TryGrow(Small));
        Assert.False(other.TryGrow(Large - Small));
    }

    [Fact]
    public void Disposing_twice_gives_back_once()
    {
        var budget = Budget(Small);
        var claim = budget.Open();
        Assert.True(claim.TryGrow(Small, isWhole: true));
        claim.Dispose();
        claim.Dispose();

        using var next = budget.Open();
        Assert.False(next.TryGrow(Small + 1));
    }

    [Fact]
    public void What_is_handed_over_is_given_back_by_its_new_owner_alone()
    {
        var budget = Budget(2 * Large);
        var claim = budget.Open();
        Assert.True(claim.TryGrow(Large, isWhole: true));
        var handedOver = claim.HandOver();

        claim.Dispose();
        using (var early = budget.Open())
            Assert.False(early.TryGrow(Large));

        handedOver.Dispose();
        claim.Dispose();
        using var next = budget.Open();
        Assert.True(next.TryGrow(Large, isWhole: true));
        using var rest = budget.Open();
        Assert.False(rest.TryGrow(Large));
    }

    [Fact]
    public void Where_room_is_needed_the_body_that_is_unfinished_longest_goes_and_not_the_one_that_comes()
    {
        var budget = Budget(3 * Small);
        var claims = Enumerable.Range(0, 3).Select(_ => budget.Open()).ToList();
        Assert.All(claims, claim => Assert.True(claim.TryGrow(Small)));
        using var comes = budget.Open();

        Assert.True(comes.TryGrow(Small));

        Assert.Equal([true, false, false], claims.Select(claim => claim.IsDisplaced));
        Assert.False(claims[0].TryGrow(1));
        Assert.False(comes.IsDisplaced);
    }

    [Fact]
    public void A_body_that_trickles_is_not_made_younger_by_what_it_sends()
    {
        var budget = Budget(2 * Small);
        using var trickles = budget.Open();
        Assert.True(trickles.TryGrow(Small - 1));
        using var second = budget.Open();
        Assert.True(second.TryGrow(Small - 1));
        Assert.True(trickles.TryGrow(1));

        Assert.True(second.TryGrow(2));

        Assert.True(trickles.IsDisplaced);
    }

    [Fact]
    public void A_whole_body_is_never_displaced_and_keeps_its_room_when_it_is_handed_over()
    {
        var budget = Budget(2 * Small);
        using var whole = budget.Open();
        Assert.True(whole.TryGrow(Small, isWhole: true));
        using var waiting = whole.HandOver();
        using var unfinished = budget.Open();
        Assert.True(unfinished.TryGrow(Small));
        _time.Advance(Patience - TimeSpan.FromSeconds(19));

        using var comes = budget.Open();
        Assert.True(comes.TryGrow(Small, isWhole: true));
        using var late = budget.Open();

        Assert.True(unfinished.IsDisplaced);
        Assert.False(late.TryGrow(1));
        Assert.False(whole.IsDisplaced || waiting.IsDisplaced || comes.IsDisplaced);
    }

    [Fact]
    public void An_address_that_takes_more_than_its_share_goes_before_older_bodies_of_others()
    {
        var budget = Budget(8 * Small);
        using var oldest = budget.Open(Other);
        Assert.True(oldest.TryGrow(Small));
        using var noAddress = budget.Open();
        Assert.True(noAddress.TryGrow(3 * Small / 2));
        var greedy = Enumerable.Range(0, 5).Select(_ => budget.Open(Greedy)).ToList();
        Assert.All(greedy, claim => Assert.True(claim.TryGrow(Small)));
        using var comes = budget.Open(Other);

        Assert.True(comes.TryGrow(Small));

        Assert.Equal([true, false, false, false, false], greedy.Select(claim => claim.IsDisplaced));
        Assert.False(oldest.IsDisplaced || noAddress.IsDisplaced);
    }

    [Fact]
    public void A_share_refuses_nobody_while_there_is_room()
    {
        var budget = Budget(4 * Small);
        var claims = Enumerable.Range(0, 4).Select(_ => budget.Open(Greedy)).ToList();

        Assert.All(claims, claim => Assert.True(claim.TryGrow(Small)));
        Assert.DoesNotContain(claims, claim => claim.IsDisplaced);
    }

    [Theory]
    [InlineData(0.4, 20)]
    [InlineData(0.75, 11)]
    [InlineData(1.0, 2)]
    public void Patience_shrinks_as_the_budget_fills(double fill, int seconds)
    {
        const int Capacity = 1000;
        var budget = Budget(Capacity);
        using var unfinished = budget.Open();
        Assert.True(unfinished.TryGrow(10));
        using var whole = budget.Open();
        Assert.True(whole.TryGrow((int)(fill * Capacity) - 10, isWhole: true));

        _time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
        using (var comes = budget.Open())
            comes.TryGrow(0);
        Assert.False(unfinished.IsDisplaced);

        _time.Advance(TimeSpan.FromSeconds(0.2));
        using (var comes = budget.Open())
            comes.TryGrow(0);
        Assert.True(unfinished.IsDisplaced);
    }

    [Fact]
    public void Large_bodies_displace_large_ones_and_leave_the_small_alone()
    {
        var budget = Budget(4 * Large);
        using var small = budget.Open();
        Assert.True(small.TryGrow(Small));
        var large = Enumerable.Range(0, 3).Select(_ => budget.Open()).ToList();

        Assert.All(large, claim => Assert.True(claim.TryGrow(Large)));

        Assert.Equal([true, false, false], large.Select(claim => claim.IsDisplaced));
        Assert.False(small.IsDisplaced);
    }

    private BufferBudget Budget(long capacity) => new(capacity, Patience, _time);
}
