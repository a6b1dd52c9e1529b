namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task A_delivery_comes_back_as_it_was_stored()
    {
        var sent = Make.Delivery("a", version: 7);

        Assert.Equal([AppendOutcome.Stored], await AppendAsync(Make.Entry(sent)));

        var got = (await LeaseOneAsync()).Delivery;
        Assert.Equal(sent with { Body = default, Sha256 = default }, got with { Body = default, Sha256 = default });
        Assert.Equal(sent.Body.ToArray(), got.Body.ToArray());
        Assert.Equal(sent.Sha256.ToArray(), got.Sha256.ToArray());
    }

    [Fact]
    public async Task What_is_absent_comes_back_absent()
    {
        var sent = Make.Delivery("a", subject: null, operation: null, body: "") with
        {
            EventType = null,
            OrganizationId = null,
            TraceId = null,
            SpanId = null,
        };

        await AppendAsync(Make.Entry(sent));

        var got = (await LeaseOneAsync()).Delivery;
        Assert.Equal(sent with { Body = default, Sha256 = default }, got with { Body = default, Sha256 = default });
        Assert.Equal(0, got.Body.Length);
    }

    [Fact]
    public async Task A_second_copy_with_the_same_bytes_is_a_duplicate_and_is_not_handled_again()
    {
        await AppendAsync(Make.Entry("a"));
        await CompleteAsync(await LeaseOneAsync());

        Assert.Equal([AppendOutcome.Duplicate], await AppendAsync(Make.Entry("a")));

        Assert.Empty(await LeaseAsync());
        Assert.Single(await CopiesAsync("a"));
    }

    [Fact]
    public async Task The_same_id_with_other_bytes_is_kept_once_as_a_dead_letter()
    {
        await AppendAsync(Make.Entry("a", body: "first"));

        Assert.Equal([AppendOutcome.Conflict], await AppendAsync(Make.Entry("a", body: "second")));
        Assert.Equal([AppendOutcome.Conflict], await AppendAsync(Make.Entry("a", body: "second")));
        Assert.Equal([AppendOutcome.Conflict], await AppendAsync(Make.Entry("a", body: "third")));
        Assert.Equal([AppendOutcome.Duplicate], await AppendAsync(Make.Entry("a", body: "first")));

        var copies = await CopiesAsync("a");
        Assert.Equal(["first", "second", "third"], copies.Select(Text));
        Assert.Equal(DeliveryState.Pending, copies[0].State);
        Assert.All(copies.Skip(1), copy => Assert.Equal((DeliveryState.Dead, DeadReason.Conflict), (copy.State, copy.Reason)));
        Assert.All(copies.Skip(1), copy => Assert.Empty(copy.Handlings));
        Assert.Equal("first", System.Text.Encoding.UTF8.GetString((await LeaseOneAsync()).Delivery.Body.Span));
    }

    [Fact]
    public async Task The_same_id_in_two_subscriptions_is_two_deliveries()
    {
        var outcomes = await AppendAsync(
            Make.Entry(Make.Delivery("a", subscription: "s")), Make.Entry(Make.Delivery("a", subscription: "t")));

        Assert.Equal([AppendOutcome.Stored, AppendOutcome.Stored], outcomes);
        Assert.Equal(["s", "t"], (await LeaseAsync()).Select(lease => lease.Delivery.Subscription).Order());
    }

    [Fact]
    public async Task Equal_ids_within_one_batch_are_told_apart()
    {
        var outcomes = await AppendAsync(
            Make.Entry("a"), Make.Entry("b"), Make.Entry("a"), Make.Entry("a", body: "other"), Make.Entry("a", body: "other"));

        Assert.Equal(
            [AppendOutcome.Stored, AppendOutcome.Stored, AppendOutcome.Duplicate, AppendOutcome.Conflict, AppendOutcome.Conflict],
            outcomes);
        Assert.Equal(2, (await CopiesAsync("a")).Count);
    }

    [Fact]
    public async Task An_empty_batch_is_fine() => Assert.Empty(await AppendAsync());

    [Fact]
    public async Task A_quarantined_delivery_is_dead_at_once_and_has_no_handlings()
    {
        Assert.Equal([AppendOutcome.Stored], await AppendAsync(Make.Entry("a") with { Quarantine = DeadReason.Unreadable }));

        var copy = await CopyAsync("a");
        Assert.Equal((DeliveryState.Dead, DeadReason.Unreadable), (copy.State, copy.Reason));
        Assert.Empty(copy.Handlings);
        Assert.Empty(await LeaseAsync());
    }

    [Fact]
    public async Task A_delivery_that_nobody_handles_is_unhandled()
    {
        await AppendAsync(Make.Unhandled(Make.Delivery("a")));

        Assert.Equal(DeliveryState.Unhandled, (await CopyAsync("a")).State);
    }

    [Fact]
    public async Task A_skipped_delivery_is_kept_without_its_body_and_has_no_handlings()
    {
        Assert.Equal([AppendOutcome.Stored], await AppendAsync(Make.Entry("a") with { Skipped = true }));

        var copy = await CopyAsync("a");
        Assert.Equal((DeliveryState.Skipped, null, null), (copy.State, copy.Reason, copy.Body));
        Assert.Empty(copy.Handlings);
        Assert.Empty(await LeaseAsync());
    }

    [Fact]
    public async Task A_skipped_delivery_counts_for_duplicates_and_conflicts_like_any_other()
    {
        await AppendAsync(Make.Entry("a", body: "first") with { Skipped = true });

        Assert.Equal([AppendOutcome.Duplicate], await AppendAsync(Make.Entry("a", body: "first") with { Skipped = true }));
        Assert.Equal([AppendOutcome.Duplicate], await AppendAsync(Make.Entry("a", body: "first")));
        Assert.Equal([AppendOutcome.Conflict], await AppendAsync(Make.Entry("a", body: "second") with { Skipped = true }));

        var copies = await CopiesAsync("a");
        Assert.Equal([DeliveryState.Skipped, DeliveryState.Dead], copies.Select(copy => copy.State));
        Assert.Equal((DeadReason.Conflict, "second"), (copies[1].Reason, Text(copies[1])));
        Assert.Empty(await LeaseAsync());
    }

    [Fact]
    public async Task What_cannot_be_read_is_never_skipped()
    {
        await AppendAsync(Make.Entry("a") with { Quarantine = DeadReason.Unreadable, Skipped = true });

        var copy = await CopyAsync("a");
        Assert.Equal((DeliveryState.Dead, DeadReason.Unreadable, "a"), (copy.State, copy.Reason, Text(copy)));
    }

    [Fact]
    public async Task A_handler_named_twice_gets_one_handling()
    {
        Assert.Equal([AppendOutcome.Stored], await AppendAsync(Make.Entry(Make.Delivery("a"), "h", "h")));

        Assert.Single((await CopyAsync("a")).Handlings);
    }

    [Fact]
    public async Task Long_texts_and_control_characters_are_kept()
    {
        var text = "a\u0001\u2028\U0001F6EB" + new string('x', 10_000);

        await AppendAsync(Make.Entry(WithTexts("a", text)), Make.Entry("b", subject: "a"));

        var got = (await LeaseAsync()).Single(lease => lease.Delivery.Id == "a").Delivery;
        AssertTexts(WithTexts("a", text), text, got);
    }

    /// <summary>Whether texts may hold U+0000.</summary>
    protected virtual bool KeepsNul => true;

    [Fact]
    public async Task A_text_does_not_end_at_U_0000()
    {
        const string Text = "a\0b";

        var outcomes = await AppendAsync(Make.Entry("before"), Make.Entry(WithTexts("a", Text)), Make.Entry("b", subject: "a"));

        // Where a column cannot hold it, the delivery is kept without what was read out of it, and its neighbours as they are.
        Assert.Equal([AppendOutcome.Stored, KeepsNul ? AppendOutcome.Stored : AppendOutcome.Parked, AppendOutcome.Stored], outcomes);
        var leases = await LeaseAsync();
        Assert.Equal(KeepsNul ? 3 : 2, leases.Count);
        if (KeepsNul)
        {
            AssertTexts(WithTexts("a", Text), Text, leases.Single(lease => lease.Delivery.Id == "a").Delivery);
        }
        else
        {
            var copy = await CopyAsync("a");
            Assert.Equal((DeliveryState.Dead, DeadReason.Unreadable, "a"), (copy.State, copy.Reason, InboxConformance.Text(copy)));
        }
    }

    private static Delivery WithTexts(string id, string text) =>
        Make.Delivery(id, subject: text, operation: text) with { OrganizationId = text, EventType = new(text) };

    private static void AssertTexts(Delivery sent, string text, Delivery got)
    {
        Assert.Equal((text, text, text), (got.Subject, got.OrganizationId, got.EventType?.Name));
        Assert.Equal(sent.Operation, got.Operation);
    }

    private static string Text(StoredCopy copy) => System.Text.Encoding.UTF8.GetString(copy.Body ?? []);
}
