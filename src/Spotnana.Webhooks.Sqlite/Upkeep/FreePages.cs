using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Upkeep;

/// <summary>
/// Gives pages that pruning has left free back to the disk, a few at a time. Usually they stay in the file for what comes next, because
/// growing it again costs more than the space. So this happens only after a backlog, or after a change of the settings.
/// </summary>
internal sealed class FreePages(SqliteSession session)
{
    // Up to 16 MB of free pages are not worth the work. Moving 1 MB at a time takes some 10 ms.
    private const long FewBytes = 16 << 20;
    private const long BytesAtOnce = 1 << 20;
    private const long Incremental = 2;

    private readonly Statement _pages = session.Prepare("PRAGMA page_count");
    private readonly Statement _free = session.Prepare("PRAGMA freelist_count");
    private readonly Statement _giveBack = session.Prepare($"PRAGMA incremental_vacuum({BytesAtOnce / PageBytes(session)})");
    private readonly long _few = FewBytes / PageBytes(session);
    private readonly bool _isPossible = session.ReadInteger("PRAGMA auto_vacuum") == Incremental;

    /// <summary>Gives a few pages back, if many are free.</summary>
    /// <returns>Whether there are more to give back.</returns>
    public bool GiveBack()
    {
        if (!_isPossible || !AreMany())
            return false;

        _giveBack.Run();
        return AreMany();
    }

    private static long PageBytes(SqliteSession session) => session.ReadInteger("PRAGMA page_size");

    private bool AreMany() => _free.ReadInteger() is { } free && free > _few && free > _pages.ReadInteger() / 4;
}
