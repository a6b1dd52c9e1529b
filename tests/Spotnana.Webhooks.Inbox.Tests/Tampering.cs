using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Inbox.Tests;

/// <summary>What somebody who can write to the database may do to the audit log, in SQL that every engine takes.</summary>
internal static class Tampering
{
    public const int Rows = 12;

    // The log has twelve rows, and retention has removed the first two.
    public const int Removed = 2;

    /// <summary>The change, and the beginning of what the check says.</summary>
    public static TheoryData<string, string> Found => new()
    {
        { "UPDATE audit SET caller = 'oncalL' WHERE seq = 6", "Row 6 was changed" },
        { "UPDATE audit SET address = '192.0.2.8' WHERE seq = 3", "Row 3 was changed" },
        { "UPDATE audit SET action = 'redrivE' WHERE seq = 6", "Row 6 was changed" },
        { "UPDATE audit SET target = 'spotnana/msg_7' WHERE seq = 12", "Row 12 was changed" },
        { "UPDATE audit SET outcome = 'dona' WHERE seq = 6", "Row 6 was changed" },
        { "UPDATE audit SET action = '', caller = 'oncallredrive' WHERE seq = 6", "Row 6 was changed" },
        { "DELETE FROM audit WHERE seq = 6", "Row 6 is missing" },
        { "DELETE FROM audit WHERE seq BETWEEN 5 AND 8", "Rows 5 to 8 are missing" },
        { "DELETE FROM audit WHERE seq = 3", "Row 3 is missing" },
        { "DELETE FROM audit WHERE seq > 10", "Rows 11 to 12 are missing" },
        { "DELETE FROM audit", "Rows 3 to 12 are missing" },
        { "UPDATE audit_chain SET cut_seq = 3", "Row 3 should not be there: the log begins after row 3" },
        { "UPDATE audit_chain SET cut_seq = 1", "Row 2 is missing" },
        { "UPDATE audit_chain SET cut_hash = last_hash", "Row 3 was changed, or does not follow row 2" },
        { "UPDATE audit_chain SET last_hash = cut_hash", "Row 12 was the last one, but" },
        { "UPDATE audit_chain SET last_seq = 11", "Row 12 was the last one, but" },
        { "UPDATE audit_chain SET last_seq = 13", "Row 13 is missing" },
        { "DELETE FROM audit WHERE seq = 3; UPDATE audit_chain SET cut_seq = 3", "Row 4 was changed, or does not follow row 3" },
    };

    /// <summary>The record of where the log ends is set back with it: only a head that was logged before tells.</summary>
    public const string CutTail =
        """
        DELETE FROM audit WHERE seq > 10;
        UPDATE audit_chain SET last_seq = 10, last_hash = (SELECT hash FROM audit WHERE seq = 10)
        """;

    /// <summary>All rows go, as if retention had removed them.</summary>
    public const string EmptiedLog = "DELETE FROM audit; UPDATE audit_chain SET cut_seq = last_seq, cut_hash = last_hash";

    /// <returns>The head.</returns>
    public static async Task<AuditMark> FillAsync(IInboxAudit audit)
    {
        for (var row = 1; row <= Rows; row++)
            await audit.AppendAuditAsync(
                [new(Make.Start.AddDays(row), "oncall", "192.0.2.7", "redrive", "spotnana/msg_1", "done")], default);
        Assert.Equal(Removed, await audit.PruneAuditAsync(TimeSpan.FromDays(100 - Removed) - TimeSpan.FromMinutes(1), 100, default));
        var head = (await audit.ReadAuditEndsAsync(default)).Last;
        Assert.Null(await Auditing.WrongAsync(audit, head));
        return head;
    }

    /// <summary>When the log is filled.</summary>
    public static DateTimeOffset Now => Make.Start.AddDays(100);

    public static async Task FindsAsync(IInboxAudit audit, string wrong) =>
        Assert.StartsWith(wrong, await Auditing.WrongAsync(audit) ?? "nothing", StringComparison.Ordinal);

    public static async Task FindsCutTailAsync(IInboxAudit audit, AuditMark head)
    {
        Assert.Null(await Auditing.WrongAsync(audit));
        Assert.StartsWith("Rows 11 to 12 are missing", await Auditing.WrongAsync(audit, head), StringComparison.Ordinal);

        // Whoever goes on from there makes other rows of the same numbers.
        await audit.AppendAuditAsync([.. Enumerable.Range(0, 5).Select(_ => new AuditEntry(Now, "a", "b", "c", "d", "e"))], default);
        Assert.Null(await Auditing.WrongAsync(audit));
        Assert.StartsWith("Row 12 is not the one that was logged", await Auditing.WrongAsync(audit, head), StringComparison.Ordinal);
    }
}
