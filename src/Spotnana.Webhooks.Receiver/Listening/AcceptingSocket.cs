using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// Accepts the connections of one listener, as long as there are places. The server's own tries again at once when there is no file
/// descriptor left, and spins until the process dies.
/// </summary>
internal sealed class AcceptingSocket(
    Socket socket, ConnectionPlaces places, SocketConnectionContextFactory factory, bool noDelay, TimeProvider time) : IConnectionListener
{
    /// <summary>Until the descriptor of a connection that was ended is free, or another one.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    /// <summary>Null once nothing is accepted any more.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                if (await AdmitAsync(await socket.AcceptAsync(cancellationToken)) is { } connection)
                    return connection;
            }
            catch (Exception closed) when (
                closed is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (Exception failure) when (IsShort(failure))
            {
                await places.TryShrinkAsync(failure.Message);
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        socket.Dispose();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        factory.Dispose();
        return default;
    }

    private async ValueTask<ConnectionContext?> AdmitAsync(Socket accepted)
    {
        try
        {
            if (FileDescriptors.AreShort(accepted.Handle)
                && !await places.TryShrinkAsync($"only {FileDescriptors.Spare} file descriptors are left"))
            {
                accepted.Dispose();
                return null;
            }

            if (accepted.LocalEndPoint is IPEndPoint)
                accepted.NoDelay = noDelay;
            var connection = factory.Create(accepted);
            if (await places.TryTakeAsync(connection))
                return connection;
            connection.Abort();
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            accepted.Dispose();
            throw;
        }
    }

    /// <summary>Whether the process, or the system, is short of descriptors or memory (EMFILE, ENFILE, ENOBUFS, ENOMEM).</summary>
    private static bool IsShort(Exception failure) => failure is OutOfMemoryException or SocketException
    {
        SocketErrorCode: SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.ProcessLimit
            or SocketError.SocketError,
    };
}
