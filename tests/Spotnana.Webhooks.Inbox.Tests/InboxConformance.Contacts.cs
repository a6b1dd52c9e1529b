namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private IInboxContacts Contacts => (IInboxContacts)Inbox;

    [Fact]
    public async Task Nobody_was_heard_by_an_empty_inbox() => Assert.Empty(await Contacts.ReadContactsAsync(default));

    [Fact]
    public async Task Contacts_move_to_the_earliest_watch_and_the_latest_delivery()
    {
        var (start, now) = (Make.Start, Make.Start + (10 * Minute));
        Time.Advance(10 * Minute);
        await Contacts.NoteContactsAsync([new("b", start + Minute, null), new("a", start, now)], default);
        await Contacts.NoteContactsAsync([new("a", start + Minute, now - Minute), new("b", start, now - Minute)], default);
        await Contacts.NoteContactsAsync([new("b", now, null)], default);

        Assert.Equal([new("a", start, now), new("b", start, now - Minute)], await Contacts.ReadContactsAsync(default));
    }

    [Fact]
    public async Task A_subscription_that_never_had_a_delivery_has_a_contact_without_one()
    {
        await Contacts.NoteContactsAsync([new("a", Make.Start, null)], default);

        var contact = Assert.Single(await Contacts.ReadContactsAsync(default));
        Assert.Null(contact.LastAuthenticAt);
        Assert.Equal(Make.Start, contact.SilentSince);
    }

    [Fact]
    public async Task What_was_stored_tells_its_time_itself()
    {
        await Contacts.NoteContactsAsync([new("s", Make.Start - Minute, Make.Start - Minute)], default);
        var other = Make.Delivery("b") with { Subscription = "t", ReceivedAt = Make.Start + Minute };
        await AppendAsync(Make.Entry(Make.Delivery("a") with { ReceivedAt = Make.Start }, "h"), Make.Entry(other, "h"));

        Assert.Equal(
            [new("s", Make.Start - Minute, Make.Start), new("t", Make.Start + Minute, Make.Start + Minute)],
            await Contacts.ReadContactsAsync(default));
    }

    [Fact]
    public async Task A_time_that_the_clock_has_not_reached_is_replaced()
    {
        Time.Advance(TimeSpan.FromDays(3650));
        await Contacts.NoteContactsAsync([new("a", Make.Start, Time.GetUtcNow())], default);
        Time.AdjustTime(Make.Start + Minute);
        await Contacts.NoteContactsAsync([new("a", Make.Start, Make.Start + Minute)], default);

        Assert.Equal([new("a", Make.Start, Make.Start + Minute)], await Contacts.ReadContactsAsync(default));
    }

    [Fact]
    public async Task Contacts_outlive_a_restart()
    {
        await Contacts.NoteContactsAsync([new("a", Make.Start - Minute, Make.Start)], default);
        if (await TryReopenAsync())
            Assert.Equal([new("a", Make.Start - Minute, Make.Start)], await Contacts.ReadContactsAsync(default));
    }
}
