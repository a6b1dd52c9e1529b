using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Inbox.Tests.Transfer;

/// <summary>The rules for every pair of engines between which an inbox is moved. Inherited once by each pair.</summary>
public abstract class TransferConformance(InboxPlace from, InboxPlace to) : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new(Make.Start);
    private IInbox _source = null!;
    private IInbox _target = null!;

    public async Task InitializeAsync()
    {
        await from.MakeAsync();
        await to.MakeAsync();
        (_source, _target) = (from.Create(_time), to.Create(_time));
        Assert.True(await _source.TryOpenAsync(default));
        Assert.True(await _target.TryOpenAsync(default));
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
        await from.RemoveAsync();
        await to.RemoveAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_inbox_that_was_moved_answers_as_before_and_goes_on_as_before(int seed)
    {
        await new RandomLife(_source, _time, new Random(seed)).RunAsync(700);

        await MoveAsync();

        Assert.Equal(await AnswersAsync(_source), await AnswersAsync(_target));
        Assert.Equal(await ContentAsync(_source), await ContentAsync(_target));
        var drained = await DrainAsync(_source);
        Assert.True(drained.Values.Sum(lane => lane.Count) > 20);
        Assert.Equal(drained, await DrainAsync(_target));

        await RedriveAllAsync(_source);
        await RedriveAllAsync(_target);
        drained = await DrainAsync(_source);
        Assert.True(drained.Values.Sum(lane => lane.Count) > 100);
        Assert.Equal(drained, await DrainAsync(_target));
    }

    [Fact]
    public async Task Keys_are_not_moved_but_written_anew_and_find_the_same()
    {
        const string Body = """{"payload":{"ticketNumber":"0167489900311"}}""";
        await _source.AppendAsync([Make.Entry("a", body: Body), Make.Entry("b", body: "{}"), Make.Entry("c", body: Body)], default);
        await WriteKeysAsync(_source);
        Assert.Equal(["c", "a"], await FindAsync(_source));

        await MoveAsync();

        Assert.Equal(3, (await ((IInboxFinding)_target).ListWithoutKeysAsync(long.MaxValue, 10, default)).Count);
        Assert.Equal(["c", "a"], await FindAsync(_target));
        await WriteKeysAsync(_target);
        Assert.Empty(await ((IInboxFinding)_target).ListWithoutKeysAsync(long.MaxValue, 10, default));
        Assert.Equal(["c", "a"], await FindAsync(_target));

        async Task WriteKeysAsync(IInbox inbox)
        {
            await ((IInboxErasing)inbox).TakeErasingAsync(Minute, default);
            var writer = new KeyWriter((IInboxFinding)inbox, (IInboxErasing)inbox, (IInboxHashKeys)inbox, EncryptionKeys.None, _time);
            while (await writer.RunAsync(default))
            {
            }
        }

        static async Task<IEnumerable<string>> FindAsync(IInbox inbox) =>
            (await new DeliveryFinder(inbox, new InboxHashKeys(inbox, EncryptionKeys.None)).FindAsync("0167489900311", 10, null, default))!
                .Deliveries.Select(delivery => delivery.Id);
    }

    [Fact]
    public async Task A_delivery_that_was_moved_is_recognised_and_the_next_one_gets_a_higher_number()
    {
        await _source.AppendAsync(
            [Make.Entry("a"), new InboxEntry(Make.Delivery("skipped"), [], Skipped: true), Make.Entry("a", body: "other"), Make.Entry("b")],
            default);

        await MoveAsync();

        Assert.Equal(
            [AppendOutcome.Duplicate, AppendOutcome.Duplicate, AppendOutcome.Conflict, AppendOutcome.Duplicate, AppendOutcome.Stored],
            await _target.AppendAsync(
                [Make.Entry("a"), Make.Entry("skipped"), Make.Entry("a", body: "other"), Make.Entry("b"), Make.Entry("c")], default));
        var sequences = (await ListAsync(_target)).ConvertAll(delivery => delivery.Sequence);
        Assert.Equal(5, sequences.Distinct().Count());
        Assert.Equal((await ListAsync(_source)).ConvertAll(delivery => delivery.Sequence), sequences[1..]);
        Assert.True(sequences[0] > sequences[1]);
    }

    [Fact]
    public async Task What_was_leased_waits_again_and_its_attempt_counts()
    {
        await _source.AppendAsync([Make.Entry("a"), Make.Entry("alone", subject: null)], default);
        Assert.Equal(2, (await _source.LeaseAsync("h", 2, Minute, default)).Count);

        await MoveAsync();

        Assert.Equal(
            ["a 2", "alone 2"],
            (await _target.LeaseAsync("h", 2, Minute, default)).Select(lease => $"{lease.Delivery.Id} {lease.Attempt}"));
    }

    [Fact]
    public async Task Lanes_are_leased_in_the_order_in_which_they_fall_due()
    {
        string[] ids = ["d", "b", "a", "c", "e"];
        foreach (var id in ids)
        {
            await _source.AppendAsync([Make.Entry(id, subject: id == "a" ? null : $"pnr/{id}")], default);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        foreach (var lease in await _source.LeaseAsync("h", 2, Minute, default))
            await _source.SettleAsync(
                Settlement.Retry(lease, default, "500", _time.GetUtcNow() + TimeSpan.FromSeconds(lease.Delivery.Id == "d" ? 9 : 5)),
                next: null, default);

        await MoveAsync();

        _time.Advance(Minute);
        Assert.Equal(["a", "c", "e", "b", "d"], (await _target.LeaseAsync("h", 10, Minute, default)).Select(lease => lease.Delivery.Id));
    }

    [Fact]
    public async Task Moving_twice_changes_nothing()
    {
        await new RandomLife(_source, _time, new Random(9)).RunAsync(200);
        await MoveAsync();
        var (answers, content) = (await AnswersAsync(_target), await ContentAsync(_target));

        Assert.Equal(0, await MoveAsync());

        Assert.Equal((answers, content), (await AnswersAsync(_target), await ContentAsync(_target)));
    }

    [Fact]
    public async Task Into_an_inbox_that_is_in_use_comes_what_it_lacks()
    {
        await _source.AppendAsync([Make.Entry("a"), Make.Entry("b", body: "ours"), Make.Entry("c")], default);
        await _target.AppendAsync(
            [Make.Entry("x"), Make.Entry("b", body: "theirs"), Make.Entry("c"), Make.Entry("y"), Make.Entry("z")], default);

        Assert.Equal(2, await MoveAsync());

        var deliveries = await ListAsync(_target);
        Assert.Equal(["b 1", "a 0", "z 0", "y 0", "c 0", "b 0", "x 0"], deliveries.Select(delivery => $"{delivery.Id} {delivery.Copy}"));
        Assert.Equal(deliveries.OrderByDescending(delivery => delivery.Sequence), deliveries);
        var payload = await ((IInboxQuery)_target).ReadPayloadAsync(deliveries[0].Sequence, default);
        Assert.Equal("ours", Encoding.UTF8.GetString(payload.Body.Span));
    }

    /// <returns>How many were added.</returns>
    private async Task<int> MoveAsync()
    {
        var (source, target) = ((IInboxTransfer)_source, (IInboxTransfer)_target);
        var added = 0;
        foreach (var batch in (await source.ReadDeliveriesAsync(default).ToListAsync()).Chunk(50))
            added += await target.WriteDeliveriesAsync(batch, default);
        await target.WriteLaneMarksAsync(await source.ReadLaneMarksAsync(default).ToListAsync(), default);
        await target.WritePausesAsync(await source.ReadPausesAsync(default), default);
        return added;
    }

    /// <summary>
    /// Completes everything that waits. Returns what came out of each lane, in order. (Which of two lanes that fell due at the same time
    /// goes first means nothing.)
    /// </summary>
    private async Task<Dictionary<string, List<string>>> DrainAsync(IInbox inbox)
    {
        var lanes = new Dictionary<string, List<string>>();
        await ((IInboxOperator)inbox).ResumeAsync("right", default);
        for (var idle = 0; idle < 4; idle++)
        {
            _time.Advance(Minute);
            foreach (var handler in RandomLife.Handlers)
            {
                foreach (var lease in await inbox.LeaseAsync(handler, 1000, Minute, default))
                {
                    var lane = $"{handler} {lease.Delivery.Subscription} {lease.Delivery.Subject ?? $"{lease.Sequence}"}";
                    lanes.TryAdd(lane, []);
                    lanes[lane].Add(Text(lease with { LeasedAt = default, Lane = 0, Token = 0 }));
                    await inbox.SettleAsync(Settlement.Completed(lease, default), next: null, default);
                    idle = 0;
                }
            }
        }

        return lanes;
    }

    private static async Task RedriveAllAsync(IInbox inbox)
    {
        foreach (var delivery in await ListAsync(inbox))
            await ((IInboxOperator)inbox)
                .RedriveAsync(delivery.Sequence, handler: null, delivery => new InboxEntry(delivery, ["left"]), default);
    }

    /// <summary>Everything that operators can ask for.</summary>
    private static async Task<string> AnswersAsync(IInbox inbox)
    {
        var query = (IInboxQuery)inbox;
        var deliveries = await ListAsync(inbox);
        var answers = new List<string>
        {
            Text(deliveries),
            Text(await query.ListHandlersAsync(default)),
            Text((await query.ReadSummaryAsync(default)) with
            {
                Deliveries = new SortedDictionary<DeliveryState, long>((await query.ReadSummaryAsync(default)).Deliveries.ToDictionary()),
            }),
            Text(Sorted(await ((IInboxStats)inbox).ReadStatsAsync(default))),
        };
        foreach (var id in deliveries.Select(delivery => delivery.Id).Distinct().Order(StringComparer.Ordinal))
            answers.Add(Text(await query.FindAsync(id, subscription: null, default)));
        foreach (var delivery in deliveries)
            answers.Add(Text(await query.ReadPayloadAsync(delivery.Sequence, default)));
        return string.Join('\n', answers);
    }

    /// <summary>Everything that a transfer reads.</summary>
    private static async Task<string> ContentAsync(IInbox inbox)
    {
        var transfer = (IInboxTransfer)inbox;
        var marks = await transfer.ReadLaneMarksAsync(default).ToListAsync();
        return string.Join('\n', [
            .. (await transfer.ReadDeliveriesAsync(default).ToListAsync()).Select(Text),
            .. marks.Select(Text).Order(StringComparer.Ordinal),
            Text(await transfer.ReadPausesAsync(default)),
        ]);
    }

    private static async Task<List<DeliverySummary>> ListAsync(IInbox inbox)
    {
        var deliveries = new List<DeliverySummary>();
        DeliveryCursor? cursor = null;
        do
        {
            var page = await ((IInboxQuery)inbox).ListAsync(DeliveryFilter.All, 100, cursor, default);
            deliveries.AddRange(page.Deliveries);
            cursor = page.Next;
        }
        while (cursor is not null);
        return deliveries;
    }

    private static string Sorted(InboxStats stats) => string.Join('\n', [
        .. stats.Handlers
            .OrderBy(handler => handler.Handler, StringComparer.Ordinal)
            .Select(handler => $"{handler.Handler} {handler.Pending} {handler.WaitingSince:O} {Counts(handler.Dead)}"),
        Counts(stats.Quarantined),
    ]);

    private static string Counts(IReadOnlyDictionary<DeadReason, long> counts) =>
        string.Join(' ', counts.Where(count => count.Value != 0).OrderBy(count => count.Key).Select(count => $"{count.Key} {count.Value}"));

    private static string Text<T>(T value) => JsonSerializer.Serialize(value);
}
