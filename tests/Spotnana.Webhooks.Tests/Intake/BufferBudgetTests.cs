using Spotnana.Webhooks.Intake;

namespace Spotnana.Webhooks.Tests.Intake;

public sealed class BufferBudgetTests
{
    private const int Small = 100 * 1024;
    private const int Large = 300 * 1024;

    [Fact]
    public void What_is_given_back_can_be_taken_again()
    {
        var budget = new BufferBudget(Small);
        for (var i = 0; i < 3; i++)
        {
            using var claim = budget.Open();
            Assert.True(claim.TryGrow(Small));
            using var second = budget.Open();
            Assert.False(second.TryGrow(1));
        }
    }

    [Fact]
    public void A_refused_growth_takes_nothing()
    {
        var budget = new BufferBudget(Small);
        using (var refused = budget.Open())
            Assert.False(refused.TryGrow(Small + 1));
        using var claim = budget.Open();
        Assert.True(claim.TryGrow(Small));
    }

    [Fact]
    public void Large_bodies_may_use_half_and_small_ones_the_rest()
    {
        var budget = new BufferBudget(4 * Large);
        using var first = budget.Open();
        using var second = budget.Open();
        using var third = budget.Open();
        Assert.True(first.TryGrow(Large));
        Assert.True(second.TryGrow(Large));
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
        var budget = new BufferBudget(2 * Large);
        using var growing = budget.Open();
        Assert.True(growing.TryGrow(Small));
        Assert.True(growing.TryGrow(Large - Small));

        using var other = budget.Open();
        Assert.True(other.TryGrow(Small));
        Assert.False(other.TryGrow(Large - Small));
    }

    [Fact]
    public void Disposing_twice_gives_back_once()
    {
        var budget = new BufferBudget(Small);
        var claim = budget.Open();
        Assert.True(claim.TryGrow(Small));
        claim.Dispose();
        claim.Dispose();

        using var next = budget.Open();
        Assert.False(next.TryGrow(Small + 1));
    }

    [Fact]
    public void What_is_handed_over_is_given_back_by_its_new_owner_alone()
    {
        var budget = new BufferBudget(2 * Large);
        var claim = budget.Open();
        Assert.True(claim.TryGrow(Large));
        var handedOver = claim.HandOver();

        claim.Dispose();
        using (var early = budget.Open())
            Assert.False(early.TryGrow(Large));

        handedOver.Dispose();
        claim.Dispose();
        using var next = budget.Open();
        Assert.True(next.TryGrow(Large));
        using var rest = budget.Open();
        Assert.False(rest.TryGrow(Large));
    }
}
