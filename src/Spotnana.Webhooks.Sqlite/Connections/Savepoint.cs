namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>
/// A part of a transaction that can be taken back on its own. They nest: a caller's work, and within it an entry or a redrive.
/// </summary>
internal sealed class Savepoint(SqliteSession session, string name)
{
    private readonly Statement _begin = session.Prepare($"SAVEPOINT {name}");
    private readonly Statement _release = session.Prepare($"RELEASE {name}");
    private readonly Statement _rollback = session.Prepare($"ROLLBACK TO {name}");

    /// <summary>
    /// Runs an action. Where it fails by a fault of its own, its writes are taken back; while the session is not
    /// <see cref="SqliteSession.IsCareful"/>, every failure is thrown, and the transaction cannot go on.
    /// </summary>
    /// <param name="action">Writes within the open transaction.</param>
    /// <param name="isOwnFault">Whether a failure is the action's own. Any other is thrown, and the transaction cannot go on.</param>
    /// <returns>Its failure. Null: it did not fail.</returns>
    public Exception? Try(Action action, Func<Exception, bool> isOwnFault)
    {
        if (!session.IsCareful)
        {
            action();
            return null;
        }

        var tallies = session.Tallies.Now;
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
            session.Tallies.ReturnTo(tallies);
            return failure;
        }
    }
}
