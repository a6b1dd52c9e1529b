using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>Whatever somebody changes in the audit log of a file is found.</summary>
public sealed class AuditTamperTests : IAsyncLifetime
{
    private readonly InboxFolder _folder = new();
    private SqliteInbox _inbox = null!;
    private AuditMark _head;

    public static TheoryData<string, string> Found => Tampering.Found;

    public async Task InitializeAsync()
    {
        _inbox = _folder.Keep(new SqliteInbox(
            new SqliteInboxOptions { Path = _folder.File }, new FakeTimeProvider(Tampering.Now), NullLogger<SqliteInbox>.Instance));
        Assert.True(await _inbox.TryOpenAsync(default));
        _head = await Tampering.FillAsync(_inbox);
    }

    public Task DisposeAsync() => _folder.CloseAndDeleteAsync();

    [Theory]
    [MemberData(nameof(Found))]
    public async Task What_was_changed_in_the_audit_log_is_found(string sql, string wrong)
    {
        _folder.Execute(sql);

        await Tampering.FindsAsync(_inbox, wrong);
    }

    [Theory]
    [InlineData("at")]
    [InlineData("caller")]
    [InlineData("address")]
    [InlineData("action")]
    [InlineData("target")]
    [InlineData("outcome")]
    [InlineData("hash")]
    public async Task Whichever_byte_of_a_row_is_changed_the_row_is_found(string column)
    {
        var length = _folder.Query($"SELECT length(CAST({column} AS BLOB)) FROM audit WHERE seq = 7", row => row.GetInt32(0)).Single();
        var original = _folder.Query($"SELECT hex(CAST({column} AS BLOB)) FROM audit WHERE seq = 7", row => row.GetString(0)).Single();
        for (var at = 0; at < length; at++)
        {
            var bytes = Convert.FromHexString(original);
            bytes[at] ^= 1;
            Set(column, bytes);
            await Tampering.FindsAsync(_inbox, "Row 7 was changed");
        }

        Set(column, Convert.FromHexString(original));
        Assert.Null(await Auditing.WrongAsync(_inbox, _head));
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_is_found_by_a_head_that_was_logged_before()
    {
        _folder.Execute(Tampering.CutTail);

        await Tampering.FindsCutTailAsync(_inbox, _head);
    }

    [Fact]
    public async Task A_log_that_was_emptied_as_if_by_retention_is_found_by_a_head_of_the_time()
    {
        var before = (await _inbox.ReadAuditAsync(0, 100, default)).Rows[^2].Mark;
        _folder.Execute(Tampering.EmptiedLog);

        Assert.Null(await Auditing.WrongAsync(_inbox));
        Assert.Contains("Row 11 is no longer kept", await Auditing.WrongAsync(_inbox, before), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_whose_record_of_its_end_is_gone_takes_no_more_rows()
    {
        _folder.Execute("DELETE FROM audit_chain");

        var failure = await Assert.ThrowsAsync<InvalidDataException>(
            () => _inbox.AppendAuditAsync([new(Make.Start, "a", "b", "c", "d", "e")], default));
        Assert.Equal(AuditEnds.Lost, failure.Message);
        await Assert.ThrowsAsync<InvalidDataException>(() => Auditing.WrongAsync(_inbox));
        await _inbox.AppendAsync([Make.Entry("a")], default);
    }

    private void Set(string column, byte[] bytes)
    {
        var value = column switch
        {
            "hash" => $"x'{Convert.ToHexString(bytes)}'",
            "at" => System.Text.Encoding.ASCII.GetString(bytes), // a number: its digits were changed
            _ => $"CAST(x'{Convert.ToHexString(bytes)}' AS TEXT)",
        };
        _folder.Execute($"UPDATE audit SET {column} = {value} WHERE seq = 7");
    }
}
