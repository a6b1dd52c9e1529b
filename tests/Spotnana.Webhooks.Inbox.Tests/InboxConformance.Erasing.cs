using System.Text;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private const string Ada = "4974a66b-7493-4f41-908c-58ba81093947";
    private const string Bob = "0e4f1c2d-aaaa-4bbb-8ccc-123456789abc";

    private static readonly string AdaFlies =
        $$$"""{"eventType":"PNR_V3","payload":{"travelers":[{"userId":{"id":"{{{Ada}}}"}}],"seat":"12A"}}""";
    private static readonly string BobFlies = AdaFlies.Replace(Ada, Bob, StringComparison.Ordinal);

    private Eraser? _eraser;

    private protected virtual EncryptionKeys InboxKeys => EncryptionKeys.None;

    private IInboxErasing Erasing => (IInboxErasing)Inbox;

    [Fact]
    public async Task Erasing_a_traveler_takes_every_body_that_names_them_and_what_tells_of_them_and_nothing_else()
    {
        await AppendAsync(
            Make.Entry("completed", "pnr/1", body: AdaFlies), Make.Entry("dead", "pnr/2", body: AdaFlies),
            Make.Entry("trip", "trip/3", body: "{\"travelers\":{\"" + Ada + "\":{}}}"), Make.Entry("other", "pnr/4", body: BobFlies),
            Make.Entry("profile", $"traveler/{Ada}", body: "{}"), Make.Entry("alone", null, body: AdaFlies));
        await AppendAsync(
            Make.Unhandled(Make.Delivery("unhandled", "pnr/5", body: AdaFlies)),
            new InboxEntry(
                Make.Delivery("unreadable", "pnr/6", body: $"{{\"id\":\"{Ada}\", and then nonsense"), [], DeadReason.Unreadable));
        await AppendAsync(Make.Entry("other", "pnr/4", body: AdaFlies)); // a conflict
        await SettleAllAsync();

        var erasure = await EraseAsync(ErasureKind.Traveler, Ada);

        Assert.Equal(8, erasure.Erased);
        Assert.Equal(9, erasure.Scanned);
        Assert.Equal(0, erasure.Waiting);
        Assert.Equal(Time.GetUtcNow(), erasure.CompletedAt);
        foreach (var id in (string[])["completed", "dead", "trip", "profile", "alone", "unhandled", "unreadable"])
        {
            var details = await DetailsAsync(id);
            Assert.Equal(PayloadState.Gone, (await Query.ReadPayloadAsync(details.Delivery.Sequence, default)).State);
            Assert.Equal(
                (null, null, null, null),
                (details.Delivery.OrganizationId, details.Delivery.Subject, details.Delivery.TraceId, details.Delivery.SpanId));
            Assert.All(details.Attempts, attempt => Assert.Null(attempt.Error));
        }

        var other = await DetailsAsync("other");
        Assert.Equal(BobFlies, Encoding.UTF8.GetString((await Query.ReadPayloadAsync(other.Delivery.Sequence, default)).Body.Span));
        Assert.Equal(("org", "pnr/4"), (other.Delivery.OrganizationId, other.Delivery.Subject));
        Assert.Equal(DeadReason.Rejected, (await CopyAsync("dead")).Reason);
        Assert.Equal([AppendOutcome.Duplicate], await AppendAsync(Make.Entry("completed", "pnr/1", body: AdaFlies)));
    }

    [Theory]
    [InlineData("""{"id":"{0}"}""")]
    [InlineData("""{"{0}":1}""")]
    [InlineData("""["https://people.example/{0}/photo?size=1"]""")]
    [InlineData("""["traveler:{0}"]""")]
    [InlineData("""["a b {0}"]""")]
    [InlineData("""["\u0034974a66b-7493-4f41-908c-58ba81093947"]""")]
    [InlineData("""["4974A66B-7493-4F41-908C-58BA81093947"]""")]
    [InlineData("no JSON: {0}")]
    [InlineData("""{"cut off":"{0}""")]
    [InlineData("<{0}>")]
    public async Task A_body_names_a_traveler_wherever_their_id_stands(string body)
    {
        await AppendAsync(Make.Unhandled(Make.Delivery("a", body: body.Replace("{0}", Ada, StringComparison.Ordinal))));

        Assert.Equal(1, (await EraseAsync(ErasureKind.Traveler, Ada)).Erased);
    }

    [Fact]
    public async Task A_part_of_an_id_is_not_taken_for_it()
    {
        await AppendAsync(Make.Unhandled(Make.Delivery("a", body: $"""["{Ada}0","x{Ada}","{Ada[1..]}"]""")));

        Assert.Equal(0, (await EraseAsync(ErasureKind.Traveler, Ada)).Erased);
        Assert.NotNull((await CopyAsync("a")).Body);
    }

    [Fact]
    public async Task What_waits_for_a_handler_is_erased_when_it_is_settled_and_so_is_what_comes_later()
    {
        await AppendAsync(Make.Entry("waits", "pnr/1", body: AdaFlies));
        var erasure = await RequestAsync(ErasureKind.Traveler, Ada);
        await RunEraserAsync();

        Assert.Equal((0, 1, null), await ReceiptAsync(erasure));
        var lease = await LeaseOneAsync();
        Assert.Equal(AdaFlies, Encoding.UTF8.GetString(lease.Delivery.Body.Span));
        await CompleteAsync(lease);
        await UntilCompleteAsync(erasure);
        Assert.Null((await CopyAsync("waits")).Body);

        await AppendAsync(Make.Entry("late", "pnr/9", body: AdaFlies));
        await RunEraserAsync();
        Assert.NotNull((await CopyAsync("late")).Body);
        await CompleteAsync(await LeaseOneAsync());
        await RunEraserAsync();

        Assert.Null((await CopyAsync("late")).Body);
        Assert.Equal(2, (await FindErasureAsync(erasure)).Erased);
    }

    [Fact]
    public async Task What_waits_for_too_long_is_given_up_and_erased()
    {
        await AppendAsync(Make.Entry("waits", "pnr/1", body: AdaFlies), Make.Entry("other", "pnr/2", body: BobFlies));
        await ((IInboxOperator)Inbox).PauseAsync("h", default);
        var erasure = await RequestAsync(ErasureKind.Traveler, Ada);
        await RunEraserAsync();
        Time.Advance(TimeSpan.FromHours(71));
        await RunEraserAsync();
        Assert.Equal((0, 1, null), await ReceiptAsync(erasure));

        Time.Advance(TimeSpan.FromHours(1));
        await UntilCompleteAsync(erasure);

        var copy = await CopyAsync("waits");
        Assert.Equal((DeliveryState.Dead, DeadReason.Discarded, null), (copy.State, copy.Reason, copy.Body));
        Assert.Equal(DeliveryState.Pending, (await CopyAsync("other")).State);
    }

    [Fact]
    public async Task An_event_that_purges_a_traveler_erases_in_its_subscription_and_in_those_that_it_reaches()
    {
        await AppendAsync(
            Make.Unhandled(Make.Delivery("here", body: AdaFlies)),
            Make.Unhandled(Make.Delivery("reached", body: AdaFlies, subscription: "reached")),
            Make.Unhandled(Make.Delivery("apart", body: AdaFlies, subscription: "apart")));
        await AppendAsync(Make.Entry(Purge("purge", Ada)));
        await RunEraserAsync();

        Assert.Null((await CopyAsync("here")).Body);
        Assert.Null(Assert.Single(await CopiesAsync("reached", "reached")).Body);
        Assert.NotNull(Assert.Single(await CopiesAsync("apart", "apart")).Body);
        var lease = await LeaseOneAsync(); // the handler is told, and erases on its side
        Assert.Equal("purge", lease.Delivery.Id);
        Assert.Equal($"traveler/{Ada}", lease.Delivery.Subject);
        await CompleteAsync(lease);

        var erasure = Assert.Single(await Erasing.ListErasuresAsync(null, 10, default));
        await UntilCompleteAsync(erasure);
        var receipt = await FindErasureAsync(erasure);
        Assert.Equal((ErasureCause.Purge, "purge", "s", 3), (receipt.Cause, receipt.By, receipt.Subscription, receipt.Erased));
        Assert.Null((await CopyAsync("purge")).Body);
        Assert.Null((await DetailsAsync("purge")).Delivery.Subject);
    }

    [Fact]
    public async Task A_subject_can_be_erased_with_its_lane()
    {
        await AppendAsync(Make.Entry("a", "pnr/1", occurred: 5, body: AdaFlies), Make.Entry("b", "pnr/2", body: AdaFlies));
        await CompleteAsync((await LeaseAsync()).Single(lease => lease.Delivery.Id == "a"));

        Assert.Equal(1, (await EraseAsync(ErasureKind.Subject, "pnr/1")).Erased);

        Assert.Null((await CopyAsync("a")).Body);
        Assert.NotNull((await CopyAsync("b")).Body);
        await AppendAsync(Make.Entry("earlier", "pnr/1", occurred: 1));
        Assert.False((await LeaseOneAsync()).IsStale); // its lane has forgotten
    }

    [Fact]
    public async Task Another_that_takes_over_goes_on_where_the_work_stands()
    {
        await AppendAsync(
            [.. Enumerable.Range(0, 450).Select(i =>
                Make.Unhandled(Make.Delivery($"d{i}", $"pnr/{i}", body: i % 3 == 0 ? AdaFlies : BobFlies)))]);
        await RunEraserAsync();
        Time.Advance(2 * Minute);
        await RunEraserAsync();
        var erasure = await RequestAsync(ErasureKind.Traveler, Ada);
        for (var i = 0; i < 2; i++)
        {
            _eraser = null;
            await Eraser().RunAsync(default);
        }

        Assert.Equal(ErasureProgress.Sweeping, (await FindErasureAsync(erasure)).Progress);
        _eraser = null;
        await UntilCompleteAsync(erasure);

        var receipt = await FindErasureAsync(erasure);
        Assert.Equal((150, 450), (receipt.Erased, receipt.Scanned));
    }

    [Fact]
    public async Task Several_erasures_are_done_in_one_pass_and_each_has_its_receipt()
    {
        await AppendAsync(
            Make.Unhandled(Make.Delivery("a", body: AdaFlies)), Make.Unhandled(Make.Delivery("b", body: BobFlies)),
            Make.Unhandled(Make.Delivery("both", body: $"[{AdaFlies},{BobFlies}]")));
        var ada = await RequestAsync(ErasureKind.Traveler, Ada);
        var bob = await RequestAsync(ErasureKind.Traveler, Bob);
        await UntilCompleteAsync(ada);
        await UntilCompleteAsync(bob);

        Assert.Equal((2, 2), ((await FindErasureAsync(ada)).Erased, (await FindErasureAsync(bob)).Erased));
    }

    [Fact]
    public async Task Once_ids_of_its_time_are_forgotten_an_erasure_remembers_nobody_and_its_receipt_goes_later()
    {
        var erasure = await EraseAsync(ErasureKind.Traveler, Ada);
        Time.Advance(TimeSpan.FromDays(30));
        await RunEraserAsync();

        Assert.True((await FindErasureAsync(erasure)).Hash.IsEmpty);
        Assert.Empty(await Erasing.ListActiveErasuresAsync(default));

        Time.Advance(TimeSpan.FromDays(370));
        await RunEraserAsync();
        Assert.Empty(await Erasing.ListErasuresAsync(null, 10, default));
    }

    [Fact]
    public async Task A_redrive_of_what_was_erased_finds_no_body()
    {
        await AppendAsync(Make.Entry("a", body: AdaFlies));
        await SettleAsync(Settlement.Dead(await LeaseOneAsync(), default, "no", DeadReason.Rejected));
        await EraseAsync(ErasureKind.Traveler, Ada);

        var result = await Operations.RedriveAsync(
            (await DetailsAsync("a")).Delivery.Sequence, null, delivery => new(delivery, ["h"]), default);

        Assert.Equal(RedriveOutcome.BodyGone, result.Outcome);
    }

    [Fact]
    public async Task Of_several_own_hash_keys_the_first_one_stays_and_can_be_wrapped_anew()
    {
        var store = (IInboxHashKeys)Inbox;
        var (first, second) = (HashKey.New(), HashKey.New());
        await store.KeepHashKeyAsync(first.Wrap(EncryptionKeys.None), default);
        await store.KeepHashKeyAsync(second.Wrap(EncryptionKeys.None), default);
        Assert.Equal(first.Id, Assert.Single(await store.ReadHashKeysAsync(default)).Id);

        var keys = TestKeys.Of("wrap");
        var opened = await HashKeys.OpenAsync(store, keys, default);
        Assert.Equal(first.Hash("a"), opened.Own.Hash("a"));
        var wrapped = Assert.Single(await store.ReadHashKeysAsync(default));
        Assert.Equal((TestKeys.Id("wrap"), true), (wrapped.KeyId, wrapped.IsOwn));
        Assert.Throws<InvalidDataException>(() => HashKey.Unwrap(wrapped, TestKeys.Of("other")));
        Assert.Throws<InvalidDataException>(() => HashKey.Unwrap(wrapped with { Id = second.Id }, keys));
    }

    private protected static Delivery Purge(string id, string traveler) => Make.Delivery(
        id, $"traveler/{traveler}", body: $$$$"""{"eventType":"TRAVELER_V2","operation":"PURGE","payload":{"userId":{"id":"{{{{traveler}}}}"}}}""") with
    {
        EventType = EventType.TravelerV2,
        Operation = Operation.Purge,
    };

    private protected async Task<Erasure> RequestAsync(ErasureKind kind, string value)
    {
        var keys = await HashKeys.OpenAsync((IInboxHashKeys)Inbox, InboxKeys, default);
        var erasure = Erasure.Requested(kind, value, "tester", keys.Own, Time.GetUtcNow());
        await Erasing.AddErasureAsync(erasure, default);
        return erasure;
    }

    private protected async Task<Erasure> EraseAsync(ErasureKind kind, string value)
    {
        var erasure = await RequestAsync(kind, value);
        await UntilCompleteAsync(erasure);
        return await FindErasureAsync(erasure);
    }

    private protected Task UntilCompleteAsync(Erasure erasure) => Wait.UntilAsync(async () =>
    {
        await RunEraserAsync();
        return (await FindErasureAsync(erasure)).CompletedAt is not null;
    });

    private protected async Task RunEraserAsync()
    {
        while ((await Eraser().RunAsync(default)).IsMoreToDo)
        {
        }
    }

    private protected async Task<Erasure> FindErasureAsync(Erasure erasure) =>
        Assert.Single(await Erasing.ListErasuresAsync(erasure.Id, 1, default));

    private async Task<(long Erased, long Waiting, DateTimeOffset? CompletedAt)> ReceiptAsync(Erasure erasure)
    {
        var receipt = await FindErasureAsync(erasure);
        return (receipt.Erased, receipt.Waiting, receipt.CompletedAt);
    }

    private Eraser Eraser() => _eraser ??= new Eraser(
        Erasing, Operations, (IInboxHashKeys)Inbox, InboxKeys,
        new ErasureRules(TimeSpan.FromDays(3), TimeSpan.FromDays(30), TimeSpan.FromDays(400), name => name == "s" ? ["reached"] : []),
        Time);

    private async Task SettleAllAsync()
    {
        foreach (var lease in await LeaseAsync())
        {
            var settlement = lease.Delivery.Id == "dead"
                ? Settlement.Dead(lease, default, $"no such traveler {Ada}", DeadReason.Rejected)
                : Settlement.Completed(lease, default);
            Assert.True(await SettleAsync(settlement));
        }
    }

    private async Task<DeliveryDetails> DetailsAsync(string id) => (await Query.FindAsync(id, "s", default))[0];
}
