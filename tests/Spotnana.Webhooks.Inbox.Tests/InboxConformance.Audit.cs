using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    private IInboxAudit Audit => (IInboxAudit)Inbox;

    [Fact]
    public async Task The_audit_log_of_a_new_inbox_is_empty_and_holds()
    {
        var ends = await Audit.ReadAuditEndsAsync(default);

        Assert.Equal((AuditMark.Start, AuditMark.Start, 0), (ends.Cut, ends.Last, ends.Count));
        Assert.Null(await WrongAsync());
    }

    [Fact]
    public async Task Rows_of_the_audit_log_are_numbered_without_gaps_and_come_back_as_they_were_written()
    {
        var odd = new AuditEntry(
            Make.Start.AddTicks(1234567).ToOffset(TimeSpan.FromHours(2)), "Zoë \ud83d\ude00", "::1", "a\0b", "half \ud83d",
            new string('x', 5000));
        var first = await Audit.AppendAuditAsync([Entry("one"), odd], default);
        var head = await Audit.AppendAuditAsync([Entry("three")], default);

        var rows = (await Audit.ReadAuditAsync(0, 10, default)).Rows;
        Assert.Equal([1, 2, 3], rows.Select(row => row.Sequence));
        Assert.Equal([Entry("one"), odd.ToStorable(), Entry("three")], rows.Select(row => row.Entry));
        Assert.Equal(("a\ufffdb", "half \ufffd", 1000), (rows[1].Entry.Action, rows[1].Entry.Target, rows[1].Entry.Outcome.Length));
        Assert.Equal(Make.Start.AddTicks(1234560), rows[1].Entry.At);
        Assert.Equal((first, head), (rows[1].Mark, rows[2].Mark));
        Assert.Equal(new AuditEnds(AuditMark.Start, head), await Audit.ReadAuditEndsAsync(default));
        Assert.Null(await WrongAsync(head));
    }

    [Fact]
    public async Task The_audit_log_is_listed_newest_first_by_caller_action_time_and_what_the_target_holds()
    {
        for (var i = 1; i <= 9; i++)
            await Audit.AppendAuditAsync(
                [Entry(i % 3 == 0 ? "pause" : "redrive", caller: i % 2 == 0 ? "oncall" : "ops", target: $"x#{i}", minute: i)], default);

        Assert.Equal([9, 8, 7, 6, 5, 4, 3, 2, 1], await NumbersAsync(AuditFilter.All));
        Assert.Equal([8, 6, 4, 2], await NumbersAsync(new() { Caller = "oncall" }));
        Assert.Equal([9, 6, 3], await NumbersAsync(new() { Action = "pause" }));
        Assert.Equal([6], await NumbersAsync(new() { Action = "pause", Caller = "oncall" }));
        Assert.Equal([4, 3], await NumbersAsync(new() { From = Make.Start + (3 * Minute), To = Make.Start + (5 * Minute) }));
        Assert.Equal([7, 2], await NumbersAsync(new() { Targets = ["#2", "#7", "#99"] }));
        Assert.Empty(await NumbersAsync(new() { Targets = [] }));
        Assert.Empty(await NumbersAsync(new() { Caller = "OnCall" }));
    }

    [Fact]
    public async Task New_rows_do_not_shift_the_pages_of_the_audit_log()
    {
        await Audit.AppendAuditAsync([.. Enumerable.Range(1, 5).Select(i => Entry($"{i}"))], default);

        var first = await Audit.ListAuditAsync(AuditFilter.All, 2, before: null, default);
        await Audit.AppendAuditAsync([Entry("new")], default);
        var second = await Audit.ListAuditAsync(AuditFilter.All, 2, first.Next, default);
        var last = await Audit.ListAuditAsync(AuditFilter.All, 2, second.Next, default);

        Assert.Equal(
            [[5, 4], [3, 2], [1]], new[] { first, second, last }.Select(page => page.Rows.Select(row => row.Sequence).ToArray()));
        Assert.Null(last.Next);
    }

    [Fact]
    public async Task Many_who_write_into_the_audit_log_at_once_make_one_whole_chain()
    {
        var heads = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Audit.AppendAuditAsync([Entry($"{i}")], default)));

        Assert.Equal(Enumerable.Range(1, 50), heads.Select(head => (int)head.Sequence).Order());
        Assert.Equal(50, (await Audit.ReadAuditAsync(0, 100, default)).Rows.DistinctBy(row => row.Entry.Action).Count());
        Assert.Null(await WrongAsync(heads.MaxBy(head => head.Sequence)));
    }

    [Fact]
    public async Task Rows_of_the_audit_log_that_were_kept_long_enough_go_in_batches_and_the_rest_still_holds()
    {
        await Audit.AppendAuditAsync([.. Enumerable.Range(1, 10).Select(i => Entry($"{i}", minute: i))], default);
        var rows = (await Audit.ReadAuditAsync(0, 10, default)).Rows;
        Time.Advance(16 * Minute);

        Assert.Equal(3, await Audit.PruneAuditAsync(10 * Minute, 3, default));
        Assert.Equal(rows[2].Mark, (await Audit.ReadAuditEndsAsync(default)).Cut);
        Assert.Null(await WrongAsync(rows[9].Mark));
        Assert.Null(await WrongAsync(rows[2].Mark));
        Assert.Contains("no longer kept", await WrongAsync(rows[1].Mark), StringComparison.Ordinal);
        Assert.Equal(2, await Audit.PruneAuditAsync(10 * Minute, 3, default)); // row 6 is just as old, not older
        Assert.Equal(0, await Audit.PruneAuditAsync(10 * Minute, 3, default));
        Assert.Equal([10, 9, 8, 7, 6], await NumbersAsync(AuditFilter.All));

        Time.Advance(20 * Minute);
        Assert.Equal(5, await Audit.PruneAuditAsync(10 * Minute, 100, default));
        Assert.Equal(0, (await Audit.ReadAuditEndsAsync(default)).Count);
        Assert.Null(await WrongAsync(rows[9].Mark));
        Assert.Equal(11, (await Audit.AppendAuditAsync([Entry("next")], default)).Sequence);
        Assert.Null(await WrongAsync());
    }

    [Fact]
    public async Task A_row_that_has_to_stay_keeps_those_after_it()
    {
        await Audit.AppendAuditAsync([Entry("old"), Entry("ahead", minute: 1000), Entry("old")], default);
        Time.Advance(100 * Minute);

        Assert.Equal(1, await Audit.PruneAuditAsync(10 * Minute, 100, default));
        Assert.Equal([3, 2], await NumbersAsync(AuditFilter.All));
    }

    [Fact]
    public async Task The_audit_log_outlives_a_restart()
    {
        var head = await Audit.AppendAuditAsync([Entry("before")], default);
        if (!await TryReopenAsync())
            return;

        Assert.Equal(head, (await Audit.ReadAuditEndsAsync(default)).Last);
        await Audit.AppendAuditAsync([Entry("after")], default);
        Assert.Null(await WrongAsync(head));
    }

    [Fact]
    public async Task Rows_of_another_audit_log_are_taken_as_they_are_by_an_inbox_that_has_none_of_their_numbers()
    {
        var rows = new List<AuditRecord>();
        var cut = new AuditMark(7, new byte[AuditChain.HashBytes]);
        for (var place = cut; rows.Count < 5; place = rows[^1].Mark)
            rows.Add(AuditChain.Link(place, Entry($"{rows.Count}")));

        Assert.True(await Audit.TakeAuditAsync(rows[..3], new AuditEnds(cut, rows[2].Mark), default));
        Assert.Null(await WrongAsync(rows[2].Mark));
        Assert.False(await Audit.TakeAuditAsync(rows[2..], new AuditEnds(cut, rows[4].Mark), default));
        Assert.True(await Audit.TakeAuditAsync(rows[3..], new AuditEnds(cut, rows[4].Mark), default));
        Assert.False(await Audit.TakeAuditAsync([], new AuditEnds(cut, rows[4].Mark), default));
        Assert.Equal([12, 11, 10, 9, 8], await NumbersAsync(AuditFilter.All));
        Assert.Equal(13, (await Audit.AppendAuditAsync([Entry("own")], default)).Sequence);
        Assert.Null(await WrongAsync(rows[4].Mark));
    }

    private static AuditEntry Entry(string action, string caller = "oncall", string target = "spotnana/msg_1", int minute = 0) =>
        new(Make.Start + (minute * Minute), caller, "192.0.2.7", action, target, "done");

    private async Task<IEnumerable<long>> NumbersAsync(AuditFilter filter) =>
        (await Audit.ListAuditAsync(filter, 100, before: null, default)).Rows.Select(row => row.Sequence);

    private Task<string?> WrongAsync(AuditMark? logged = null) => Auditing.WrongAsync(Audit, logged);
}
