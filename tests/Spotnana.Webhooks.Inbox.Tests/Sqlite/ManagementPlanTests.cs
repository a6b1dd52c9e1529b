using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.Sqlite.Flow;
using Spotnana.Webhooks.Sqlite.Operators;
using Spotnana.Webhooks.Sqlite.Reads;
using Spotnana.Webhooks.Sqlite.Upkeep;
using SubjectEvents = Spotnana.Webhooks.Sqlite.Reads.Stories;
using WaitingHandling = Spotnana.Webhooks.Sqlite.Operators.Waiting;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>The queries of operators use an index where one is selective, go by the sequence elsewhere, and never sort.</summary>
public sealed class ManagementPlanTests : IDisposable
{
    private const string BySequence = "SEARCH delivery USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)";
    private const string ByState = "SEARCH delivery USING INDEX delivery_by_state (state=? AND seq>? AND seq<?)";
    private const string BySubject = "SEARCH delivery USING INDEX delivery_by_subject (subject=? AND seq>? AND seq<?)";
    private const string ByDeadHandling = "SEARCH handling USING INDEX handling_dead (handler=? AND delivery>? AND delivery<?)";

    private readonly InboxFolder _folder = new();

    public ManagementPlanTests() => InboxFile.Open(_folder.File).Dispose();

    public static TheoryData<DeliveryFilter, string> Listings => new()
    {
        { new(), BySequence },
        { new() { State = DeliveryState.Completed }, BySequence },
        { new() { State = DeliveryState.Pending }, ByState },
        { new() { State = DeliveryState.Dead, Handler = "h" }, ByState },
        { new() { Reason = DeadReason.Rejected }, ByState },
        { new() { Reason = DeadReason.Rejected, Handler = "h" }, ByState },
        { new() { Subject = "pnr/1" }, BySubject },
        { new() { Subject = "pnr/1", State = DeliveryState.Pending, Handler = "h" }, BySubject },
        { new() { ReceivedFrom = Make.Start, ReceivedTo = Make.Start }, BySequence },
        { new() { Handler = "h" }, BySequence },
        {
            new()
            {
                EventType = Contract.EventType.PnrV3,
                Operation = Contract.Operation.Create,
                OrganizationId = "o",
                Subscription = "s",
                TraceId = "t",
            },
            BySequence
        },
    };

    [Theory]
    [MemberData(nameof(Listings))]
    public void A_listing_goes_by_its_index(DeliveryFilter filter, string lead)
    {
        var search = DeliverySearch.For(filter);

        foreach (var newestFirst in (bool[])[true, false])
        {
            Check(search.RowsSql(newestFirst), lead);
            Check(search.EndSql(newestFirst), lead.Replace("USING INDEX", "USING COVERING INDEX", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_redrive_goes_by_what_is_dead()
    {
        Check(DeliverySearch.ForRedrive(new()).RowsSql(false), ByState);
        Check(
            DeliverySearch.ForRedrive(new() { Handler = "h" }).RowsSql(false),
            ByDeadHandling.Replace("USING INDEX", "USING COVERING INDEX", StringComparison.Ordinal));
        Check(
            DeliverySearch.ForRedrive(new() { Handler = "h", Subject = "s", Reason = DeadReason.Rejected }).RowsSql(false), ByDeadHandling);
        Check(
            DeliverySearch.ForRedrive(new() { Handler = "h" }).EndSql(false),
            ByDeadHandling.Replace("USING INDEX", "USING COVERING INDEX", StringComparison.Ordinal));
    }

    [Fact]
    public void A_subject_without_its_kind_goes_by_its_index_too()
    {
        var plan = Plan(DeliverySearch.For(new() { Subject = "1" }).RowsSql(newestFirst: true));

        Assert.Contains(BySubject, plan);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Listing.BeforeSpanSql, "USING COVERING INDEX delivery_by_received (received_at<?)")]
    [InlineData(Listing.AfterSpanSql, "USING COVERING INDEX delivery_by_received (received_at>?)")]
    [InlineData(Details.FindInSubscriptionSql, "sqlite_autoindex_delivery_1 (subscription=? AND id=? AND copy>? AND copy<?)")]
    [InlineData(Details.HandlingsSql, "handling USING PRIMARY KEY (delivery=?)")]
    [InlineData(Details.AttemptsSql, "attempt_by_delivery (delivery=?)")]
    [InlineData(Details.BodySql, "payload USING INTEGER PRIMARY KEY")]
    [InlineData(Details.GetSql, "payload USING INTEGER PRIMARY KEY")]
    [InlineData(SubjectEvents.EventsSql, "delivery USING INDEX delivery_by_subject (subject=?)")]
    [InlineData(SubjectEvents.ForgottenSql, "lane USING INDEX sqlite_autoindex_lane_1 (handler=? AND subscription=? AND subject=?)")]
    [InlineData(SubjectEvents.ForgottenSql, "delivery USING INDEX delivery_by_subject (subject=?)")]
    [InlineData(WaitingHandling.OfHandlerSql, "handling_waiting (handler=? AND (received_at,delivery)>(?,?) AND received_at<?)")]
    [InlineData(Discarding.OfDeliverySql, "handling USING PRIMARY KEY (delivery=?)")]
    [InlineData(Discarding.IsThereSql, "delivery USING INTEGER PRIMARY KEY")]
    [InlineData(Lanes.HoldSql, "handling_pending (lane=?")]
    [InlineData(Lanes.HolderSql, "lane USING INTEGER PRIMARY KEY")]
    [InlineData(Pruning.ForgottenSql, "delivery USING INDEX delivery_by_settled (settled_at<?)")]
    [InlineData(Pruning.ForgottenSql, "copy USING INDEX sqlite_autoindex_delivery_1 (subscription=? AND id=?)")]
    [InlineData(Pruning.SettledSql, "delivery USING INDEX delivery_by_settled (settled_at>? AND settled_at<?)")]
    [InlineData(Pruning.IsSubjectKnownSql, "delivery_by_subject (subject=?)")]
    [InlineData(Leasing.DueLanesSql, "pause USING PRIMARY KEY (handler=?)")]
    [InlineData(Lanes.EarliestDueSql, "pause USING PRIMARY KEY (handler=?)")]
    public void A_lookup_goes_by_its_index(string sql, string lead) => Check(sql, lead);

    [Fact]
    public void The_snapshots_of_a_subject_are_sought_by_it_and_only_they_are_sorted()
    {
        var plan = Plan(SubjectEvents.PreviousSql);

        Assert.Contains("SEARCH delivery USING INDEX delivery_by_subject (subject=?)", plan);
        Assert.Contains("SEARCH handling USING PRIMARY KEY (delivery=? AND handler=?)", plan);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
    }

    [Fact]
    public void An_id_is_sought_once_in_each_subscription()
    {
        var plan = Plan(Details.FindSql);

        Assert.Contains(plan, step =>
            step.Contains(
                "SEARCH delivery USING INDEX sqlite_autoindex_delivery_1 (subscription=? AND id=? AND copy>? AND copy<?)",
                StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN delivery", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Names.SubscriptionsSql, "delivery USING COVERING INDEX sqlite_autoindex_delivery_1")]
    [InlineData(Names.HandlersSql, "lane USING COVERING INDEX sqlite_autoindex_lane_1")]
    public void Names_are_sought_one_after_the_other(string sql, string lead)
    {
        var plan = Plan(sql);

        Assert.Equal(2, plan.Count(step => step.StartsWith("SEARCH " + lead, StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN " + lead[..4], StringComparison.Ordinal));
    }

    [Fact]
    public void The_lanes_of_a_subject_are_sought_once_for_each_handler()
    {
        var plan = Plan(Pruning.RemoveLanesSql);

        Assert.Contains(plan, step => step.Contains(
            "SEARCH lane USING COVERING INDEX sqlite_autoindex_lane_1 (handler=? AND subscription=? AND subject=?)",
            StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN lane", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete();

    private void Check(string sql, string lead)
    {
        var plan = Plan(sql);
        Assert.Contains(plan, step => step.Contains(lead, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private List<string> Plan(string sql) => _folder.Query("EXPLAIN QUERY PLAN " + sql, row => row.GetString(3), [.. Parameters(sql)]);

    private static IEnumerable<(string Name, object Value)> Parameters(string sql) =>
        System.Text.RegularExpressions.Regex.Matches(sql, @"\$\w+")
            .Select(match => match.Value)
            .Distinct()
            .Select(name => (name, (object)1));
}
