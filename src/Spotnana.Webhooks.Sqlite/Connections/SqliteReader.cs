using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>A connection that reads only, one caller at a time, so that looking into the inbox never holds up the write thread.</summary>
/// <remarks>What reads within one call sees one state of the inbox. It must be short: meanwhile the log cannot start over.</remarks>
internal sealed class SqliteReader(string path) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private ReadOperations? _open;
    private bool _isClosed;

    /// <summary>Reads on a thread of the pool.</summary>
    public async Task<T> RunAsync<T>(Func<ReadOperations, T> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteInbox));
            return await Task.Run(() => Read(read), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits for what is being read, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        _isClosed = true;
        Close();
        _turn.Release();
    }

    private T Read<T>(Func<ReadOperations, T> read)
    {
        try
        {
            _open ??= new ReadOperations(SqliteSession.OpenToRead(path));
            return _open.Read(read);
        }
        catch (SqliteException failure)
        {
            Close(); // the next caller starts afresh
            throw new InboxUnavailableException($"The inbox file {path} cannot be read for now: {failure.Message}", failure);
        }
    }

    private void Close()
    {
        _open?.Dispose();
        _open = null;
    }
}
