using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>
/// The thread that the write connection belongs to. It takes all the work that is waiting into one transaction, so that one fsync serves
/// many callers: while one group is being committed, the next one gathers.
/// </summary>
internal sealed class WriteThread
{
    // They bound how long the first caller of a group waits for the last.
    private const int MaxGroup = 512;
    private const int MaxGroupBytes = 32 << 20;

    private readonly WriteQueue _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteSession _session;
    private readonly Savepoint _work;
    private readonly WorkSignal _signal;
    private readonly string _path;
    private readonly Action<Exception> _onBroken;
    private volatile Exception? _broken;

    public WriteThread(SqliteSession session, WorkSignal signal, string path, Action<Exception> onBroken)
    {
        (_session, _signal, _path, _onBroken) = (session, signal, path, onBroken);
        _work = new Savepoint(session, "work");
        new Thread(Loop) { Name = "inbox writer", IsBackground = true }.Start();
    }

    /// <summary>Set once the file has failed: nothing is written any more.</summary>
    public Exception? Failure => _broken;

    /// <summary>Runs work on the thread. The task ends when its transaction is durable.</summary>
    /// <param name="run">The work.</param>
    /// <param name="bytes">About how much it writes.</param>
    /// <param name="cancellationToken">Takes the work back while it has not begun.</param>
    /// <param name="followUp">What follows it outside of its transaction.</param>
    public Task<T> RunAsync<T>(Func<T> run, int bytes, CancellationToken cancellationToken, WriteFollowUp<T> followUp = default)
    {
        var work = new WriteWork<T>(run, bytes, cancellationToken, followUp);
        if (!_waiting.TryAdd(work))
            return Task.FromException<T>(SqliteFailure.Closed(_path));

        return work.Done;
    }

    /// <summary>Gives the file up, as another connection found it damaged.</summary>
    public void Break(SqliteException damage) => _ = RunAsync<bool>(() => throw damage, bytes: 0, CancellationToken.None);

    /// <summary>Has it look after the log, even when there is no other work.</summary>
    public void Nudge() => _ = RunAsync(static () => true, bytes: 0, CancellationToken.None);

    /// <summary>Finishes the work that is waiting and closes the connection.</summary>
    /// <returns>False when the inbox is broken: its files are left as they are.</returns>
    public async Task<bool> StopAsync()
    {
        _waiting.Close();
        await _ended.Task.ConfigureAwait(false);
        return _broken is null;
    }

    private void Loop()
    {
        for (var group = new List<WriteWork>(); _waiting.Take(group, MaxGroup, MaxGroupBytes); group.Clear())
        {
            if (_broken is null)
                RunGroup(group);
            else
                Fail(group, _broken);
        }

        if (_broken is null)
            Guard(_session.Dispose);
        _ended.SetResult();
    }

    private void RunGroup(List<WriteWork> group)
    {
        if (Guard(() => CommitTogether(group)) is { } failure)
        {
            _session.HandlersToWake.Clear();
            Fail(group, failure);

            // On a full disk the log cannot grow. Copied back, it may still fit into free pages of the database, and then it starts over.
            if (_broken is null)
                Guard(_session.Log.CopyBack);
        }
        else
        {
            foreach (var work in group)
                work.Complete();
            foreach (var handler in _session.HandlersToWake)
                _signal.Raise(handler);
            _session.HandlersToWake.Clear();

            // Nobody waits for this. Should it fail for now, as on a full disk, it is tried again after the next group.
            Guard(_session.Log.CopyBackWhenDue);
        }
    }

    // Faults of callers are rare, and savepoints are not free: there are none until something fails, and then all is done once more.
    private void CommitTogether(List<WriteWork> group)
    {
        if (TryCommit(group))
            return;

        _session.Rollback();
        _session.HandlersToWake.Clear();
        foreach (var work in group)
            work.TakeBack();
        CommitCarefully(group);
    }

    private bool TryCommit(List<WriteWork> group)
    {
        _session.IsCareful = false;
        _session.Begin();
        try
        {
            foreach (var work in group)
                work.Run();
        }
        catch (Exception failure) when (IsOwnFault(failure))
        {
            return false;
        }
        finally
        {
            _session.IsCareful = true;
        }

        _session.Commit();
        return true;
    }

    private void CommitCarefully(List<WriteWork> group)
    {
        _session.Begin();
        foreach (var work in group)
        {
            if (_work.Try(work.Run, IsOwnFault) is { } failure)
                work.Fail(failure);
        }

        _session.Commit();
    }

    private static bool IsOwnFault(Exception failure) => !SqliteFailure.IsInfrastructure(failure);

    /// <summary>Runs an action. Where it fails, the open transaction is taken back, or the connection given up for good.</summary>
    private Exception? Guard(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception failure)
        {
            try
            {
                if (!SqliteFailure.IsBroken(failure))
                {
                    _session.Rollback();
                    return SqliteFailure.Unavailable(failure, _path);
                }
            }
            catch (Exception second)
            {
                failure = new AggregateException(failure, second);
            }

            return Break(failure);
        }
    }

    private Exception Break(Exception failure)
    {
        _broken = SqliteFailure.Broken(failure, _path);
        _session.Abandon();
        _onBroken(_broken);
        _signal.RaiseAll();
        return _broken;
    }

    private static void Fail(List<WriteWork> group, Exception failure)
    {
        foreach (var work in group)
            work.Fail(failure);
    }
}
