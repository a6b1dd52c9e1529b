using Npgsql;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;
using Spotnana.Webhooks.PostgreSql.Operators;
using Spotnana.Webhooks.PostgreSql.Reads;
using Spotnana.Webhooks.PostgreSql.Upkeep;
using Spotnana.Webhooks.TestPostgreSql;
using SubjectEvents = Spotnana.Webhooks.PostgreSql.Reads.Stories;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>
/// A statement that runs for each delivery costs the same with a thousand rows and with a million: it seeks by its index, even before
/// anything was analyzed.
/// </summary>
[NeedsPostgreSql]
public sealed class QueryPlanTests : IAsyncLifetime
{
    private const string ByState = "delivery_by_state on delivery";
    private const string BySubject = "delivery_by_subject on delivery";
    private const string BySequence = "delivery_pkey on delivery";
    private const string ById = "delivery_subscription_id_copy_key on delivery";
    private const string ByLaneKey = "lane_handler_subscription_subject_key on lane";
    private const string ByLane = "lane_pkey on lane";
    private const string ByDeadHandling = "handling_dead on handling";

    private readonly InboxClock _clock = new();
    private readonly BodyCodec _bodies = new(new BrotliCompression(), EncryptionKeys.None);
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await TestServer.CreateDatabaseAsync();
        await using var inbox = await Replica.OpenAsync(_database);

        // Nothing is analyzed while the test runs, however slow the machine is.
        foreach (var table in await _database.QueryAsync(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'spotnana_webhooks'", row => row.GetString(0)))
            await _database.ExecuteAsync($"ALTER TABLE {table} SET (autovacuum_enabled = false)");
        await inbox.AppendAsync([.. Enumerable.Range(0, 1500).Select(i => Make.Entry($"{i}", $"pnr/{i % 100}"))], default);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Leasing_and_settling_seek()
    {
        NpgsqlParameter Lanes() => Values.Of([4096L, 4097L, 4098L]);
        var lease = Values.Of(1L);
        await SeeksAsync(new(Leasing.DueLanesSql, _clock.Value, Values.Of("h"), Values.Of(16)), "lane_due on lane");
        await SeeksAsync(new(LaneHead.Sql, Lanes()), "handling_pending on handling", BySequence, "payload_pkey on payload");
        await SeeksAsync(new(Spotnana.Webhooks.PostgreSql.Flow.Lanes.LockSql, Lanes()), ByLane);
        await SeeksAsync(new(Spotnana.Webhooks.PostgreSql.Flow.Lanes.RefreshSql, Lanes()), ByLane, "handling_pending on handling");
        await SeeksAsync(new(Spotnana.Webhooks.PostgreSql.Flow.Lanes.EarliestDueSql, _clock.Value, Values.Of("h")), "lane_due on lane");
        await SeeksAsync(new(Leasing.RenewSql, _clock.Value, Values.Of(TimeSpan.Zero), Values.Of(4096L), Values.Of(1L), lease), ByLane);
        await SeeksAsync(new(Suspects.LeasedElsewhereSql, _clock.Value, Lanes()), "lane_leased on lane", "handling_pkey on handling");
        await SeeksAsync(new(Deliveries.LockSql, Values.Of([1L, 2L])), BySequence);
        await SeeksAsync(new(Deliveries.DeriveSql, _clock.Value, Values.Of([1L, 2L])), BySequence, "handling_pkey on handling");
        await SeeksAsync(new(LaneHead.OfDueSql), "handling_pending on handling", BySequence, "payload_pkey on payload");
        await SeeksAsync(new(Leasing.DueAgainSql, _clock.Value, Lanes()), ByLane);
        await SeeksAsync(
            new(SettleSql.Recorded, Values.Of([1L, 2L]), Values.Of(["h", "h"]), Values.Of([1, 1]), Values.Of([Make.Start, Make.Start])),
            "attempt_by_delivery on attempt");
        await SeeksAsync(
            new(Returning.FindSql, Values.Of(["h", "h"]), Values.Of(["s", "s"]), Values.Of(["1", "2"]), Values.Of([1L, 2L])),
            ById, "lane_leased on lane");
        await SeeksAsync(new(Returning.GiveAttemptsBackSql, Lanes(), Lanes()), ByLane, "handling_pkey on handling");
        await SeeksAsync(new(Returning.FreeSql, Lanes(), Lanes()), ByLane, "handling_pending on handling");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task Settling_many_seeks(int count)
    {
        var settling = new Settling(_clock, _ => 1, _bodies, TimeProvider.System);
        var ended = Enumerable.Range(0, count).Select(i => new EndedLease(new SettleRequest(
            Settlement.Completed(
                new Lease
                {
                    Handler = "h",
                    Delivery = Make.Delivery($"{i}", "pnr/1"),
                    Attempt = 1,
                    IsStale = false,
                    WaitingSince = Make.Start,
                    LeasedAt = Make.Start,
                    Lane = 4096 + i,
                    Sequence = i,
                    Token = 1,
                },
                default),
            TimeSpan.FromMinutes(1)))).ToList();

        foreach (var step in settling.Steps(ended))
            await SeeksAsync(step);
    }

    [Fact]
    public async Task Appending_seeks()
    {
        string[] keys = [.. Enumerable.Range(0, 256).Select(i => $"pnr/{i}")];
        NpgsqlParameter Same(string value) => Values.Of([.. keys.Select(_ => value)]);
        await SeeksAsync(
            new(AppendSql.RefreshLanes, Same("h"), Same("s"), Values.Of(keys), Values.Of(keys)),
            ByLaneKey, "handling_pending on handling", ById);
        await SeeksAsync(new(Known.FindSql, Same("s"), Values.Of(keys), Values.Of([.. keys.Select(_ => (byte[]?)new byte[32])])), ById);
        await SeeksAsync(new(Known.NoteSentSql, Values.Of([1L, 2L]), Values.Of([Make.Start, Make.Start])), BySequence);
        await SeeksAsync(new(Copies.FindSql, Values.Of("s"), Values.Of("1")), ById);
        var batch = new AppendBatch([.. keys.Select(key => (Make.Entry(key, key), true))], _bodies);
        foreach (var step in batch.Steps(_clock, holder: 1, _ => { }))
            await SeeksAsync(step);
    }

    [Fact]
    public async Task Stats_and_details_seek()
    {
        await SeeksAsync(new(Stats.WaitingSinceSql, Values.Of(["h", "i"])), "handling_waiting on handling");
        await SeeksAsync(
            new(Discarding.OfHandlerSql, Values.Of("h"), Values.Of(Make.Start), Values.Of(1L), Values.Of(Make.Start), Values.Of(200)),
            "handling_waiting on handling");
        await SeeksAsync(new(Details.FindSql, Values.Of("1"), Values.Of(0), Values.Of(9)), ById);
        await SeeksAsync(new(Details.FindInSubscriptionSql, Values.Of("1"), Values.Of(0), Values.Of(9), Values.Of("s")), ById);
        await SeeksAsync(new(Names.SubscriptionsSql), ById);
        await SeeksAsync(new(Names.OfLanesSql), ByLaneKey);
        await SeeksAsync(new(Details.HandlingsSql, _clock.Value, Values.Of([1L, 2L])), "handling_pkey on handling", ByLane);
        await SeeksAsync(new(Details.AttemptsSql, Values.Of(1L)), "attempt_by_delivery on attempt");
        await SeeksAsync(new(Details.BodySql, Values.Of(1L)), BySequence, "payload_pkey on payload");
        await SeeksAsync(new(Details.GetSql, Values.Of([1L, 2L])), BySequence, "payload_pkey on payload");
        await SeeksAsync(new(SubjectEvents.EventsSql, Values.Of("pnr/1"), Values.Of((string?)null), Values.Of(10)), BySubject);
        await SeeksAsync(new(SubjectEvents.EventsSql, Values.Of("pnr/1"), Values.Of("s"), Values.Of(10)), BySubject);
        await SeeksAsync(
            new(SubjectEvents.PreviousSql, Values.Of("h"), Values.Of("pnr/1"), Values.Of("s"), Values.Of("PNR_V3")),
            BySubject, "handling_pkey on handling");
        await SeeksAsync(new(SubjectEvents.ForgottenSql, Values.Of("h"), Values.Of("pnr/1"), Values.Of("s")), BySubject, ByLaneKey);
        await SeeksAsync(new(Listing.BeforeSpanSql, Values.Of(Make.Start)), "delivery_by_stored on delivery");
        await SeeksAsync(new(Listing.AfterSpanSql, Values.Of(Make.Start)), "delivery_by_stored on delivery");
    }

    [Fact]
    public async Task Pruning_seeks_by_when_things_were_settled()
    {
        var kept = TimeSpan.FromDays(7);
        await SeeksAsync(
            new(PruneSql.Forgotten, _clock.Value, Values.Of(kept), Values.Of(200)), "delivery_by_settled on delivery", $"{ById} copy");
        await SeeksAsync(
            new(PruneSql.Settled, _clock.Value, Values.Of(kept), Values.Of(200), Values.Of(Make.Start), Values.Of(1L)),
            "delivery_by_settled on delivery");
        await SeeksAsync(
            new(PruneSql.RemoveBodies, _clock.Value, Values.Of(kept), Values.Of([1L, 2L])), "payload_pkey on payload", BySequence);
        await SeeksAsync(new(PruneSql.RemoveDeliveries, _clock.Value, Values.Of(kept), Values.Of([1L, 2L])), BySequence);
        await SeeksAsync(new(PruneSql.RemovePayloads, Values.Of([1L, 2L])), "payload_pkey on payload");
        await SeeksAsync(new(PruneSql.RemoveHandlings, Values.Of([1L, 2L])), "handling_pkey on handling");
        await SeeksAsync(new(PruneSql.RemoveAttempts, Values.Of([1L, 2L])), "attempt_by_delivery on attempt");
        await SeeksAsync(new(PruneSql.LockLanes, Values.Of(["s", "s"]), Values.Of(["pnr/1", "pnr/2"])), ByLaneKey, BySubject);
        await SeeksAsync(new(PruneSql.RemoveLanes, Values.Of([4096L, 4097L])), ByLane, BySubject);
    }

    public static TheoryData<DeliveryFilter, string> Listings => new()
    {
        { new(), BySequence },
        { new() { State = DeliveryState.Completed }, BySequence },
        { new() { State = DeliveryState.Pending }, ByState },
        { new() { State = DeliveryState.Dead, Handler = "h" }, ByState },
        { new() { Reason = DeadReason.Rejected }, ByState },
        { new() { Subject = "pnr/1" }, BySubject },
        { new() { Subject = "1" }, BySubject },
        { new() { Subject = "pnr/1", State = DeliveryState.Pending, Handler = "h" }, BySubject },
        { new() { ReceivedFrom = Make.Start, ReceivedTo = Make.Start }, BySequence },
        { new() { Handler = "h" }, BySequence },
        {
            new()
            {
                EventType = Contract.EventType.PnrV3, Operation = Contract.Operation.Create, OrganizationId = "o", Subscription = "s",
                TraceId = "t",
            },
            BySequence
        },
    };

    [Theory]
    [MemberData(nameof(Listings))]
    public async Task A_listing_goes_by_its_index(DeliveryFilter filter, string lead)
    {
        var search = DeliverySearch.For(filter);

        foreach (var newestFirst in (bool[])[true, false])
        {
            await SeeksAsync(search.Rows(newestFirst, 0, long.MaxValue, 100), lead);
            await SeeksAsync(search.End(newestFirst, 0, long.MaxValue, 1000), lead);
        }
    }

    [Fact]
    public async Task A_redrive_goes_by_what_is_dead()
    {
        await SeeksAsync(
            new(RedriveChanges.RefreshSql, Values.Of([1L, 2L]), Values.Of(["h", "h"])),
            ByLane, "handling_pkey on handling", "handling_pending on handling");
        await SeeksAsync(DeliverySearch.ForRedrive(new()).Rows(false, 0, long.MaxValue, 200), ByState);
        var ofOneSubject = DeliverySearch.ForRedrive(new() { Handler = "h", Subject = "s", Reason = DeadReason.Rejected });
        await SeeksAsync(ofOneSubject.Rows(false, 0, long.MaxValue, 200), ByDeadHandling);
        await SeeksAsync(DeliverySearch.ForRedrive(new() { Handler = "h" }).End(false, 0, long.MaxValue, 1000), ByDeadHandling);
    }

    /// <summary>In a session like the engine's own.</summary>
    private async Task SeeksAsync(Step step, params string[] indexes)
    {
        Assert.True(ConnectionSettings.TryRead(_database.ConnectionString, "", out var settings, out _));
        settings.Pooling = false;
        await using var engine = new Database(settings);
        var plan = await engine.RunAsync(
            async connection =>
            {
                await connection.RunAsync(default, Step.Begin, new("SELECT nextval('lane_id')") { Row = _ => { } });
                var lines = await connection.ReadAsync(row => row.GetString(0), step with { Sql = "EXPLAIN " + step.Sql }, default);
                await connection.RunAsync(default, Step.Rollback);
                return lines;
            },
            default);

        bool Has(int line, string text) => plan[line].Contains(text, StringComparison.Ordinal);
        Assert.All(indexes, index => Assert.Contains(plan, line => line.Contains(index, StringComparison.Ordinal)));
        for (var i = 0; i < plan.Count; i++)
            Assert.False(Has(i, "Seq Scan") && !Has(i, "Seq Scan on receipt_delay"), plan[i]);

        // An index that is read from end to end is no better, except that of the leased lanes, which are few, or for its first entry alone.
        for (var i = 1; i < plan.Count; i++)
        {
            if (Has(i, " using ") && !Has(i, "lane_leased") && !Has(i - 1, "Limit"))
                Assert.Contains("Index Cond", plan.ElementAtOrDefault(i + 1), StringComparison.Ordinal);
        }
    }
}
