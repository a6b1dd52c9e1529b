using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Tests.Inbox;

/// <summary>The words are an interface: programs read them.</summary>
public sealed class StateWordsTests
{
    [Fact]
    public void Every_state_of_a_delivery_has_its_word() =>
        Assert.Equal(
            ["pending", "completed", "dead", "unhandled", "skipped"], Enum.GetValues<DeliveryState>().Select(state => state.ToWord()));

    [Fact]
    public void Every_state_of_a_handling_has_its_word() =>
        Assert.Equal(["pending", "completed", "dead", "leased"], Enum.GetValues<HandlingState>().Select(state => state.ToWord()));

    [Fact]
    public void Every_reason_has_its_word() =>
        Assert.Equal(
            ["rejected", "exhausted", "discarded", "unreadable", "conflict"],
            Enum.GetValues<DeadReason>().Select(reason => reason.ToWord()));

    [Fact]
    public void What_this_release_does_not_know_has_no_word()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ((DeliveryState)99).ToWord());
        Assert.Throws<ArgumentOutOfRangeException>(() => ((HandlingState)99).ToWord());
        Assert.Throws<ArgumentOutOfRangeException>(() => ((DeadReason)99).ToWord());
    }
}
