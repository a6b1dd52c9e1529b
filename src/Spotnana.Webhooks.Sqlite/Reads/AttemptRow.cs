using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>How a row of the table attempt is read.</summary>
internal static class AttemptRow
{
    public const string Columns = "handler, number, started_at, milliseconds, outcome, error";

    public static AttemptSummary Read(Statement.Rows row)
    {
        TimeSpan? duration = row.IntegerOrNull(3) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
        return new AttemptSummary(row.Text(0), (int)row.Integer(1), row.Time(2), duration, row.Text(4), row.TextOrNull(5));
    }
}
