using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Reads which handlers are paused.</summary>
internal sealed class Pauses(SqliteSession session)
{
    private readonly Statement _all = session.Prepare("SELECT handler, paused_at FROM pause");

    public List<HandlerPause> Read() => _all.ReadAll(ReadRow);

    private static HandlerPause ReadRow(Statement.Rows row) => new(row.Text(0), row.Time(1));
}
