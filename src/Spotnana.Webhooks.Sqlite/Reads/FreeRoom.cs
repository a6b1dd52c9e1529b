using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Measures what is free inside of the file.</summary>
internal sealed class FreeRoom(SqliteSession session)
{
    private readonly Statement _pages = session.Prepare("PRAGMA freelist_count");
    private readonly long _pageBytes = session.ReadInteger("PRAGMA page_size");

    public long Bytes => _pages.ReadInteger() * _pageBytes ?? 0;
}
