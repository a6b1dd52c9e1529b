using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Flow;
using Spotnana.Webhooks.Sqlite.Keeping;
using Spotnana.Webhooks.Sqlite.Reads;
using Spotnana.Webhooks.Sqlite.Transfer;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>All that the reading connection runs. Each part prepares its statements when it is first used.</summary>
internal sealed class ReadStatements
{
    private readonly SqliteSession _session;

    public ReadStatements(SqliteSession session, BodyCodec bodies)
    {
        _session = session;
        _session.Bodies = bodies;
    }

    public Listing Listing => field ??= new(_session, Details);

    public Details Details => field ??= new(_session);

    public Stats Stats => field ??= new(_session);

    public Pauses Pauses => field ??= new(_session);

    public Summaries Summaries => field ??= new(_session, Stats, Pauses);

    public Contacts Contacts => field ??= new(_session);

    public Names Names => field ??= new(_session);

    public AuditReading Audit => field ??= new(_session);

    public FreeRoom FreeRoom => field ??= new(_session);

    public Exporting Exporting => field ??= new(_session);

    public ErasureReads Erasures => field ??= new(_session);

    public KeyReads Keys => field ??= new(_session);

    public BodiesToRekey BodiesToRekey => field ??= new(_session);

    public Stories Stories => field ??= new(_session, Details);
}
