using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.Sqlite.Flow;
using Spotnana.Webhooks.Sqlite.Reads;
using Spotnana.Webhooks.Sqlite.Transfer;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>
/// A statement that runs for each delivery costs the same with a thousand rows and with a million: it seeks, and never sorts.
/// </summary>
public sealed class QueryPlanTests
{
    public static TheoryData<string, string[]> Queries => new()
    {
        { Leasing.DueLanesSql, ["lane_due (handler=? AND due_at>? AND due_at<?)"] },
        { LaneHead.Sql, ["handling_pending (lane=?)", "delivery USING INTEGER PRIMARY KEY", "payload USING INTEGER PRIMARY KEY"] },
        { Lanes.FindSql, ["sqlite_autoindex_lane_1 (handler=? AND subscription=? AND subject=?)"] },
        { Lanes.RefreshSql, ["lane USING INTEGER PRIMARY KEY", "handling_pending (lane=?)"] },
        { Lanes.LeaseSql, ["lane USING INTEGER PRIMARY KEY"] },
        { Lanes.IsAnyLeasedSql, ["lane_leased (leased>?)"] },
        { AddingHandlings.IsPausedSql, ["pause USING PRIMARY KEY (handler=?)"] },
        { Lanes.EarliestDueSql, ["lane_due (handler=?"] },
        { Lanes.LeasedSql, ["lane_leased (leased>?)"] },
        { Leasing.SuspectIsLeasedSql, ["lane_leased (leased>?)"] },
        { Appending.NoteSentSql, ["sqlite_autoindex_delivery_1 (subscription=? AND id=? AND copy=?)"] },
        { Appending.FindCopiesSql, ["sqlite_autoindex_delivery_1 (subscription=? AND id=?)"] },
        { Stats.WaitingSinceSql, ["COVERING INDEX handling_waiting (handler=?)"] },
        { Exporting.DeliveriesSql, ["delivery USING INTEGER PRIMARY KEY", "payload USING INTEGER PRIMARY KEY"] },
        { Exporting.HandlingsSql, ["handling USING PRIMARY KEY (delivery=?)", "lane USING INTEGER PRIMARY KEY"] },
        { Exporting.AttemptsSql, ["attempt_by_delivery (delivery=?)"] },
        { Exporting.LanesSql, ["lane USING INTEGER PRIMARY KEY"] },
        { Settling.EndLeaseSql, ["lane USING INTEGER PRIMARY KEY", "handling_pending (lane=?)"] },
        { Settling.DeriveSql, ["delivery USING INTEGER PRIMARY KEY", "handling USING PRIMARY KEY (delivery=?)"] },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void Queries_use_their_indexes_and_do_not_sort(string sql, string[] indexes)
    {
        var folder = new InboxFolder();
        InboxFile.Open(folder.File).Dispose();

        var plan = folder.Query("EXPLAIN QUERY PLAN " + sql, row => row.GetString(3), [.. Parameters(sql)]);

        Assert.All(indexes, index => Assert.Contains(plan, step => step.Contains(index, StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
        folder.Delete();
    }

    private static IEnumerable<(string Name, object Value)> Parameters(string sql) =>
        System.Text.RegularExpressions.Regex.Matches(sql, @"\$\w+")
            .Select(match => match.Value)
            .Distinct()
            .Select(name => (name, (object)1));
}
