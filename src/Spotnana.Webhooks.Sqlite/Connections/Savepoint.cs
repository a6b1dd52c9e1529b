namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>A part of a transaction that can be taken back alone. They nest: a caller's work, and an entry or a redrive in it.</summary>
internal sealed class Savepoint(SqliteSession session, string name)
{
    private readonly Statement _begin = session.Prepare($"SAVEPOINT {name}");
    private readonly Statement _release = session.Prepare($"RELEASE {name}");
    private readonly Statement _rollback = session.Prepare($"ROLLBACK TO {name}");

    /// <summary>Runs an action. When it fails as <paramref name="isOwnFault"/> says, its writes are taken back and the failure returned.</summary>
    public Exception? Try(Action action, Func<Exception, bool> isOwnFault)
    {
        _begin.Run();
        try
        {
            action();
            _release.Run();
            return null;
        }
        catch (Exception failure) when (isOwnFault(failure))
        {
            _rollback.Run();
            _release.Run();
            return failure;
        }
    }
}
