using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Inbox.Tests;

/// <summary>Checks a whole audit log.</summary>
internal static class Auditing
{
    /// <summary>What is wrong with it first; null: nothing. In small pages.</summary>
    public static async Task<string?> WrongAsync(IInboxAudit audit, AuditMark? logged = null)
    {
        var check = new AuditCheck(logged);
        AuditPage page;
        do
            page = await audit.ReadAuditAsync(check.Place.Sequence, 3, default);
        while (check.Add(page) && page.Next is not null);
        return check.Wrong;
    }
}
