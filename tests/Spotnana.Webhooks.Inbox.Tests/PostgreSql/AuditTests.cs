using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>The audit log that replicas share: one chain, and whatever somebody changes in it is found.</summary>
[NeedsPostgreSql]
public sealed class AuditTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(Tampering.Now);
    private TestDatabase _database = null!;
    private PostgreSqlInbox _inbox = null!;

    public static TheoryData<string, string> Found => Tampering.Found;

    public async Task InitializeAsync()
    {
        _database = await TestServer.CreateDatabaseAsync();
        _inbox = await Replica.OpenAsync(_database, clock: _time);
    }

    public async Task DisposeAsync()
    {
        await _inbox.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Replicas_that_write_at_once_make_one_whole_chain()
    {
        await using var other = await Replica.OpenAsync(_database, clock: _time);
        PostgreSqlInbox[] replicas = [_inbox, other];

        var heads = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            i => replicas[i % 2].AppendAuditAsync([Entry($"{i}"), Entry($"{i} again")], default)));

        var rows = (await _inbox.ReadAuditAsync(0, 1000, default)).Rows;
        Assert.Equal(Enumerable.Range(1, 100), rows.Select(row => (int)row.Sequence));
        Assert.Equal(100, rows.DistinctBy(row => row.Entry.Action).Count());
        Assert.All(heads, head => Assert.Equal(head, rows[(int)head.Sequence - 1].Mark));
        Assert.Null(await Auditing.WrongAsync(other, heads.MaxBy(head => head.Sequence)));
    }

    [Fact]
    public async Task Replicas_that_prune_while_others_write_leave_a_chain_that_holds()
    {
        await using var other = await Replica.OpenAsync(_database, clock: _time);
        await _inbox.AppendAuditAsync([.. Enumerable.Range(0, 100).Select(i => Entry($"{i}", daysAgo: 90))], default);

        var pruned = await Task.WhenAll(
            [.. Enumerable.Range(0, 10).SelectMany(i => new[]
            {
                _inbox.PruneAuditAsync(TimeSpan.FromDays(30), 10, default), other.PruneAuditAsync(TimeSpan.FromDays(30), 10, default),
                AppendAsync(other),
            })]);

        Assert.Equal(100, pruned.Sum());
        var ends = await _inbox.ReadAuditEndsAsync(default);
        Assert.Equal((100, 110), (ends.Cut.Sequence, ends.Last.Sequence));
        Assert.Null(await Auditing.WrongAsync(_inbox));

        static async Task<int> AppendAsync(PostgreSqlInbox inbox)
        {
            await inbox.AppendAuditAsync([Entry("new")], default);
            return 0;
        }
    }

    [Theory]
    [MemberData(nameof(Found))]
    public async Task What_was_changed_in_the_audit_log_is_found(string sql, string wrong)
    {
        await Tampering.FillAsync(_inbox);

        await _database.ExecuteAsync(sql);

        await Tampering.FindsAsync(_inbox, wrong);
    }

    [Theory]
    [InlineData("at = at + interval '1 microsecond'")]
    [InlineData("hash = set_byte(hash, 31, get_byte(hash, 31) # 1)")]
    [InlineData("hash = set_byte(hash, 0, get_byte(hash, 0) # 128)")]
    public async Task A_time_that_is_off_by_a_microsecond_and_a_hash_that_is_off_by_a_bit_are_found(string change)
    {
        await Tampering.FillAsync(_inbox);

        await _database.ExecuteAsync($"UPDATE audit SET {change} WHERE seq = 7");

        await Tampering.FindsAsync(_inbox, "Row 7 was changed");
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_is_found_by_a_head_that_was_logged_before()
    {
        var head = await Tampering.FillAsync(_inbox);

        await _database.ExecuteAsync(Tampering.CutTail);

        await Tampering.FindsCutTailAsync(_inbox, head);
    }

    private static AuditEntry Entry(string action, int daysAgo = 0) =>
        new(Tampering.Now.AddDays(-daysAgo), "oncall", "192.0.2.7", action, "spotnana/msg_1", "done");
}
