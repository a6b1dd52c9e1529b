using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Flow;
using Spotnana.Webhooks.Sqlite.Reads;
using Spotnana.Webhooks.Sqlite.Transfer;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>All that the reading connection runs. Each part prepares its statements when it is first used.</summary>
internal sealed class ReadStatements(SqliteSession session)
{
    public Listing Listing => field ??= new(session, Details);

    public Details Details => field ??= new(session);

    public Stats Stats => field ??= new(session);

    public Pauses Pauses => field ??= new(session);

    public Summaries Summaries => field ??= new(session, Stats, Pauses);

    public Contacts Contacts => field ??= new(session);

    public Names Names => field ??= new(session);

    public Exporting Exporting => field ??= new(session);
}
