using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>A connection that only reads, one caller at a time. Looking into the inbox never holds up the write thread.</summary>
/// <remarks>All that one call reads is of one state of the inbox. A call must be short: the log cannot start over while it runs.</remarks>
/// <typeparam name="TStatements">What is prepared on the connection.</typeparam>
/// <param name="path">The inbox file.</param>
/// <param name="prepare">Prepares it.</param>
/// <param name="onDamage">Told when the file is found damaged.</param>
internal sealed class SqliteReader<TStatements>(
    string path, Func<SqliteSession, TStatements> prepare, Action<SqliteException> onDamage) : IAsyncDisposable
    where TStatements : class
{
    private readonly SemaphoreSlim _turn = new(1);
    private SqliteSession? _session;
    private TStatements? _statements;
    private bool _isClosed;

    /// <summary>Reads on a thread of the pool.</summary>
    public async Task<T> RunAsync<T>(Func<TStatements, T> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isClosed)
                throw SqliteFailure.Closed(path);
            return await Task.Run(() => Read(read), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits for the reading that is under way, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        _isClosed = true;
        Close();
        _turn.Release();
    }

    private T Read<T>(Func<TStatements, T> read)
    {
        try
        {
            _session ??= SqliteSession.OpenToRead(path);
            _statements ??= prepare(_session);
            return ReadOneState(_session, _statements, read);
        }
        catch (SqliteException failure)
        {
            Close(); // the next caller starts afresh
            if (SqliteFailure.IsDamage(failure))
            {
                onDamage(failure);
                throw SqliteFailure.Broken(failure, path);
            }

            throw new InboxUnavailableException($"The inbox file {path} cannot be read for now: {failure.Message}", failure);
        }
    }

    private static T ReadOneState<T>(SqliteSession session, TStatements statements, Func<TStatements, T> read)
    {
        session.Begin();
        try
        {
            var result = read(statements);
            session.Commit();
            return result;
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    private void Close()
    {
        _session?.Dispose();
        (_session, _statements) = (null, null);
    }
}
