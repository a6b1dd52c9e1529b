using Spotnana.Webhooks.Sqlite.Reads;
using Spotnana.Webhooks.Sqlite.Transfer;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>What the read connection can do, each with its prepared statements.</summary>
internal sealed class ReadOperations(SqliteSession session) : IDisposable
{
    private readonly Statement _begin = session.Prepare("BEGIN");
    private readonly Statement _end = session.Prepare("COMMIT");

    public Listing Listing => field ??= new(session, Details);

    public Details Details => field ??= new(session);

    public Counting Counting => field ??= new(session);

    public Summing Summing => field ??= new(session, Counting);

    public Exporting Exporting => field ??= new(session);

    /// <summary>Reads one state of the inbox.</summary>
    public T Read<T>(Func<ReadOperations, T> read)
    {
        _begin.Run();
        try
        {
            var result = read(this);
            _end.Run();
            return result;
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    public void Dispose() => session.Dispose();
}
