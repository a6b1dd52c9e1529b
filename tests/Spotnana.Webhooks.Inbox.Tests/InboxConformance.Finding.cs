using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private const string Email = "ada@example.com";
    private const string AdaBooked =
        $$$"""
        {"eventType":"PNR_V3","payload":{"pnrId":"6104417720","sourceInfo":{"sourcePnrId":"EXA7QW"},"pnrTravelers":[
            {"userId":{"id":"{{{Ada}}}"},"personalInfo":{"email":"Ada@Example.com"}}],"approvers":[{"basicInfo":{"email":"boss@example.com"}}]}}
        """;

    private KeyWriter? _writer;

    private IInboxFinding Finding => (IInboxFinding)Inbox;

    [Fact]
    public async Task A_delivery_is_found_by_each_of_its_keys_before_and_after_they_are_written()
    {
        await AppendAsync(Make.Entry("Msg_1", "pnr/6104417720", body: AdaBooked), Make.Entry("other", "pnr/7", body: BobFlies));
        string[] keys =
            ["6104417720", "pnr/6104417720", "exa7qw", "EXA7QW", Ada, Ada.ToUpperInvariant(), Email, " ADA@example.com ", "msg_1"];

        foreach (var key in keys)
            Assert.Equal(["Msg_1"], await FindAsync(key));
        await WriteKeysAsync();
        Assert.Empty(await Finding.ListWithoutKeysAsync(long.MaxValue, 10, default));

        foreach (var key in keys)
            Assert.Equal(["Msg_1"], await FindAsync(key));
        Assert.Equal(["other", "Msg_1"], await FindAsync("80F198EE56343BA864FE8B2A57D3EFF7"));
        foreach (var none in (string[])["boss@example.com", "610441772", "exa7q", "12A", " ", "PNR_V3", new string('x', 1000)])
            Assert.Empty(await FindAsync(none));
    }

    [Fact]
    public async Task Pages_of_what_has_keys_and_what_has_none_yet_hold_each_delivery_once_and_the_newest_first()
    {
        InboxEntry Entry(int i) => Make.Entry($"d{i}", $"pnr/{i}", body: i % 2 == 0 ? AdaBooked : BobFlies);
        await AppendAsync([.. Enumerable.Range(0, 7).Select(Entry)]);
        await WriteKeysAsync();
        await AppendAsync([.. Enumerable.Range(7, 6).Select(Entry)]);

        Assert.Equal(["d12", "d10", "d8", "d6", "d4", "d2", "d0"], await FindAsync(Email, limit: 2));
        Assert.Equal(["d12", "d10", "d8", "d6", "d4", "d2", "d0"], await FindAsync(Email, limit: 7));
        var first = (await Finder().FindAsync(Email, 1, null, default))!;
        Assert.Equal("h", Assert.Single(Assert.Single(first.Deliveries).Handlings).Handler);
    }

    [Fact]
    public async Task So_many_deliveries_without_keys_are_looked_at_in_parts_and_none_is_missed()
    {
        await AppendAsync(Make.Entry("first", "pnr/1", body: AdaBooked));
        for (var i = 0; i < 3; i++)
            await AppendAsync([.. Enumerable.Range(0, 900).Select(j => Make.Unhandled(Make.Delivery($"{i}-{j}", $"pnr/{j}", body: "{}")))]);

        var part = (await Finder().FindAsync(Email, 10, null, default))!;

        Assert.Empty(part.Deliveries);
        Assert.NotNull(part.Next);
        Assert.Equal(["first"], await FindAsync(Email));
        await WriteKeysAsync();
        Assert.Equal(["first"], await FindAsync(Email));
    }

    [Fact]
    public async Task Another_process_goes_on_where_the_place_is_stored_and_writing_the_same_twice_changes_nothing()
    {
        await AppendAsync(Make.Entry("a", "pnr/1", body: AdaBooked));
        await WriteKeysAsync();
        await AppendAsync(Make.Entry("b", "pnr/2", body: AdaBooked));
        _writer = null;
        await WriteKeysAsync();
        Assert.Equal(["b", "a"], await FindAsync(Email));

        await Finding.WriteKeysAsync(new KeyStep(0, []), default);
        _writer = null;
        await WriteKeysAsync();
        Assert.Equal(["b", "a"], await FindAsync(Email));
    }

    [Fact]
    public async Task Keys_go_with_their_delivery()
    {
        await AppendAsync(Make.Unhandled(Make.Delivery("a", "pnr/1", body: AdaBooked)));
        await WriteKeysAsync();
        var sequence = (await DetailsAsync("a")).Delivery.Sequence;

        Time.Advance(TimeSpan.FromDays(8));
        await Upkeep.PruneAsync(new Retention(TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(30)), 10, default);
        Assert.Equal(["a"], await FindAsync(Email)); // its body is gone

        Time.Advance(TimeSpan.FromDays(30));
        await Upkeep.PruneAsync(new Retention(TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(30)), 10, default);
        Assert.Empty(await FindAsync(Email));
        Assert.Equal(0, await KeysAsync(sequence));

        // What was read before it went is not written after it.
        await Erasing.TakeErasingAsync(Minute, default);
        await Finding.WriteKeysAsync(new KeyStep(null, [new KeyedDelivery(sequence, 7, [8, 9])]), default);
        Assert.Equal(0, await KeysAsync(sequence));
    }

    [Fact]
    public async Task Of_an_erased_delivery_only_the_key_of_its_id_stays()
    {
        await AppendAsync(
            Make.Unhandled(Make.Delivery("a", "pnr/1", body: AdaBooked)), Make.Unhandled(Make.Delivery("b", "pnr/2", body: "{}")));
        var unreadable = Make.Delivery("unreadable", null, body: $"{{\"userId\":\"{Ada}\", and then nonsense");
        await AppendAsync(
            new InboxEntry(unreadable with { TraceId = null, SpanId = null, OrganizationId = null }, [], DeadReason.Unreadable));
        await WriteKeysAsync();
        Assert.Equal(["unreadable", "a"], await FindAsync(Ada));

        await EraseAsync(ErasureKind.Traveler, Ada);
        await AppendAsync(Make.Unhandled(Make.Delivery("late", "pnr/1", body: AdaBooked)));
        await WriteKeysAsync();

        foreach (var key in (string[])[Ada, Email, "6104417720", "exa7qw"])
            Assert.Empty(await FindAsync(key));
        foreach (var id in (string[])["a", "unreadable", "late"])
        {
            Assert.Equal([id], await FindAsync(id));
            Assert.Equal(1, await KeysAsync((await DetailsAsync(id)).Delivery.Sequence));
        }

        Assert.Equal(["b"], await FindAsync("pnr/2"));
    }

    [Fact]
    public async Task A_delivery_whose_body_went_before_its_keys_were_written_is_found_by_what_is_left()
    {
        await AppendAsync(Make.Unhandled(Make.Delivery("a", "traveler/Who", body: AdaBooked)));
        Time.Advance(TimeSpan.FromDays(8));
        await Upkeep.PruneAsync(new Retention(TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(30)), 10, default);

        Assert.Equal(["a"], await FindAsync("who"));
        await WriteKeysAsync();

        Assert.Equal(["a"], await FindAsync("who"));
        Assert.Empty(await FindAsync(Email));
    }

    /// <summary>How many keys of a delivery are stored.</summary>
    private protected abstract Task<int> KeysAsync(long sequence);

    private protected async Task WriteKeysAsync()
    {
        await RunEraserAsync();
        _writer ??= new KeyWriter(Finding, Erasing, (IInboxHashKeys)Inbox, InboxKeys, Time);
        while (await _writer.RunAsync(default))
        {
        }
    }

    private protected async Task<List<string>> FindAsync(string key, int limit = 100)
    {
        var found = new List<string>();
        DeliveryCursor? next = null;
        do
        {
            var page = (await Finder().FindAsync(key, limit, next, default))!;
            Assert.InRange(page.Deliveries.Count, 0, limit);
            found.AddRange(page.Deliveries.Select(delivery => delivery.Id));
            next = page.Next;
        }
        while (next is not null);
        return found;
    }

    private DeliveryFinder Finder() => new(Inbox, new InboxHashKeys(Inbox, InboxKeys));
}
