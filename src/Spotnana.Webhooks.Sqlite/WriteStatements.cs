using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite.Connections;
using Spotnana.Webhooks.Sqlite.Files;
using Spotnana.Webhooks.Sqlite.Flow;
using Spotnana.Webhooks.Sqlite.Keeping;
using Spotnana.Webhooks.Sqlite.Operators;
using Spotnana.Webhooks.Sqlite.Reads;
using Spotnana.Webhooks.Sqlite.Transfer;
using Spotnana.Webhooks.Sqlite.Upkeep;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>All that the write thread runs. Each part prepares its statements when it is first used.</summary>
internal sealed class WriteStatements(
    SqliteSession session, string path, ILogger logger, UnreadableBodies unreadable, BegunLeases? begun = null)
{
    public Probing Probing => field ??= new(session, path);

    public Lanes Lanes => field ??= new(session, begun);

    public Appending Appending => field ??= new(session, Lanes, logger);

    public NotingContacts NotingContacts => field ??= new(session);

    public Leasing Leasing => field ??= new(session, Lanes, unreadable);

    public Settling Settling => field ??= new(session, Lanes, Leasing);

    public Stats Stats => field ??= new(session);

    public Redriving Redriving => field ??= new(session, Lanes, Appending, Hastening, new Details(session));

    public Discarding Discarding => field ??= new(session, Lanes, Settling);

    public Names Names => field ??= new(session);

    public Hastening Hastening => field ??= new(session, Lanes);

    public Pausing Pausing => field ??= new(session);

    public Pruning Pruning => field ??= new(session);

    /// <summary>Whether nothing that was erased can be read anywhere in the files.</summary>
    public bool IsClean => session.Log.WasEmptiedAfter(Erasing.LastRemoval);

    public HashKeyTable HashKeys => field ??= new(session);

    public Erasing Erasing => field ??= new(session, Pruning);

    public KeyTable Keys => field ??= new(session);

    public AuditTable Audit => field ??= new(session, new AuditReading(session));

    public RenewedBodies RenewedBodies => field ??= new(session);

    public RenewedErrors RenewedErrors => field ??= new(session);

    public Importing Importing => field ??= new(session, Lanes, Appending, Pruning);
}
