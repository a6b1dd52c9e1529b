using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private IInboxNames Names => (IInboxNames)Inbox;

    [Fact]
    public async Task An_inbox_without_deliveries_knows_the_names_that_were_kept_in_their_first_spelling()
    {
        Assert.Equal((0, 0), Counts(await Names.ReadNamesAsync(default)));

        await Names.KeepNamesAsync(new InboxNames(["Spotnana", "b"], ["Log"]), default);
        await Names.KeepNamesAsync(new InboxNames(["SPOTNANA"], ["LOG", "SPOTNANA"]), default);

        var names = await Names.ReadNamesAsync(default);
        Assert.Equal(["Spotnana", "b"], names.Subscriptions.Order(StringComparer.Ordinal));
        Assert.Equal(["Log", "SPOTNANA"], names.Handlers.Order(StringComparer.Ordinal));
        Assert.Equal("Spotnana", names.SpellSubscription("spotNANA"));
        Assert.Equal("other", names.SpellSubscription("other"));
    }

    [Fact]
    public async Task What_is_stored_tells_the_names_of_an_earlier_release()
    {
        await AppendAsync(
            Make.Entry(Make.Delivery("a", subscription: "One"), "First", "second"),
            Make.Entry(Make.Delivery("b", subscription: "two"), "second"));
        await CompleteAsync(await LeaseOneAsync("First"));
        await ((IInboxOperator)Inbox).PauseAsync("Paused", default);

        var names = await Names.ReadNamesAsync(default);

        Assert.Equal(["One", "two"], names.Subscriptions);
        Assert.Equal(["First", "Paused", "second"], names.Handlers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_several_spellings_the_kept_one_that_is_used_is_the_first()
    {
        await AppendAsync(
            Make.Entry(Make.Delivery("a", subscription: "S"), "H"),
            Make.Entry(Make.Delivery("a", subscription: "s"), "h"));
        await Names.KeepNamesAsync(new InboxNames(["s"], ["h"]), default);

        var names = await Names.ReadNamesAsync(default);

        Assert.Equal(["s", "S"], names.Subscriptions);
        Assert.Equal(["h", "H"], names.Handlers);
        Assert.Equal("S", names.SpellSubscription("S"));
    }

    [Fact]
    public async Task A_spelling_in_use_goes_before_a_kept_one_that_is_not()
    {
        await Names.KeepNamesAsync(new InboxNames(["S"], ["H"]), default);
        await AppendAsync(Make.Entry(Make.Delivery("a", subscription: "s"), "h"));

        var names = await Names.ReadNamesAsync(default);

        Assert.Equal(["s", "S"], names.Subscriptions);
        Assert.Equal(["h", "H"], names.Handlers);
    }

    [Fact]
    public async Task Any_copy_of_an_id_can_be_found_however_many_there_are()
    {
        await AppendAsync([.. Enumerable.Range(0, 120).Select(i => Make.Entry("a", body: $"body {i}"))]);
        await AppendAsync(Make.Entry(Make.Delivery("a", subscription: "t")));

        Assert.Equal(100, (await Query.FindAsync("a", null, default)).Count);
        Assert.Equal(119, Assert.Single(await Query.FindCopyAsync("a", "s", 119, default)).Delivery.Copy);
        Assert.Equal(119, Assert.Single(await Query.FindCopyAsync("a", null, 119, default)).Delivery.Copy);
        Assert.Equal(["s", "t"], (await Query.FindCopyAsync("a", null, 0, default)).Select(found => found.Delivery.Subscription));
        Assert.Empty(await Query.FindCopyAsync("a", null, 120, default));
    }

    [Fact]
    public async Task A_subject_without_its_kind_is_looked_for_in_all_kinds()
    {
        await AppendAsync(
            Make.Entry("a", "pnr/61"), Make.Entry("b", "trip/61"), Make.Entry("c", "pnr/62"), Make.Entry("d", "pnr/61"),
            Make.Entry("e", null));

        Assert.Equal(["d", "b", "a"], await ListAsync(new() { Subject = "61" }));
        Assert.Equal(["d", "a"], await ListAsync(new() { Subject = "pnr/61" }));
        Assert.Equal(["c"], await ListAsync(new() { Subject = "62", Handler = "h", State = DeliveryState.Pending }));
        Assert.Empty(await ListAsync(new() { Subject = "63" }));

        async Task<IEnumerable<string>> ListAsync(DeliveryFilter filter) =>
            (await Query.ListAsync(filter, 10, cursor: null, default)).Deliveries.Select(delivery => delivery.Id);
    }

    private static (int, int) Counts(InboxNames names) => (names.Subscriptions.Count, names.Handlers.Count);
}
