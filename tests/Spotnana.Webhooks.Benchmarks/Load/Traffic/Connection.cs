using System.Net;
using System.Net.Sockets;

namespace Spotnana.Webhooks.Benchmarks.Load.Traffic;

/// <summary>A kept connection and the request that is under way on it.</summary>
internal sealed class Connection(int port, byte[] request) : IDisposable
{
    private readonly byte[] _received = new byte[16 * 1024];
    private Socket? _socket;
    private int _sent;
    private int _length;

    /// <summary>To be written over while the connection is idle.</summary>
    public byte[] Request { get; } = request;

    public bool IsBusy { get; private set; }

    /// <summary>When the request was due, as a timestamp.</summary>
    public long Due { get; private set; }

    public int Open()
    {
        _socket?.Dispose();
        // One call takes the request; the answer is small.
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            SendBufferSize = 512 * 1024,
        };
        _socket.Connect(IPAddress.Loopback, port);
        _socket.Blocking = false;
        return (int)_socket.Handle;
    }

    /// <summary>Begins to send the request.</summary>
    /// <returns>Whether the connection still stands.</returns>
    public bool Send(long due)
    {
        (Due, IsBusy, _sent, _length) = (due, true, 0, 0);
        return SendRest();
    }

    /// <summary>Goes on after the socket changed.</summary>
    /// <param name="answer">The answer, where it is whole.</param>
    /// <returns>Whether the connection still stands.</returns>
    public bool GoOn(out Answer answer)
    {
        answer = default;
        if (IsBusy && !SendRest())
            return false;
        while (true)
        {
            var read = _socket!.Receive(_received.AsSpan(_length), SocketFlags.None, out var error);
            if (error is SocketError.WouldBlock)
                return true;
            if (error is not SocketError.Success || read == 0 || !IsBusy)
                return false;
            var drained = read < _received.Length - _length;
            _length += read;
            answer = Answer.Read(_received.AsSpan(0, _length));
            if (answer.Status != 0)
            {
                IsBusy = false;
                return true;
            }

            if (drained)
                return true;
        }
    }

    /// <summary>Gives the request up.</summary>
    public void Drop() => IsBusy = false;

    public void Dispose() => _socket?.Dispose();

    private bool SendRest()
    {
        while (_sent < Request.Length)
        {
            var count = _socket!.Send(Request.AsSpan(_sent), SocketFlags.None, out var error);
            if (error is SocketError.WouldBlock)
                return true;
            if (error is not SocketError.Success)
                return false;
            _sent += count;
        }

        return true;
    }
}
