using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>What somebody without a secret can do to the service, over raw sockets, until it is cancelled.</summary>
internal static class Attack
{
    private const int Piece = 64 * 1024;

    private static readonly byte[] Filler = Encoding.ASCII.GetBytes(new string('a', Piece));

    /// <summary>
    /// Requests with invented signatures whose bodies come up to so many bytes and never end. Each is begun anew when its time is up, or
    /// soon after the service ended it.
    /// </summary>
    public static Task NeverEndingBodiesAsync(
        Uri url, int connections, int bytes, TimeSpan renewal, AttackRecord record, CancellationToken stop) =>
        EachAsync(connections, async (number, round) =>
        {
            using var socket = await ConnectAsync(url, stop);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            end.CancelAfter(renewal);
            await SendAsync(socket, Head($"attack_{number}_{round}", $"Content-Length: {bytes + 1}"), end.Token);
            for (var left = bytes; left > 0; left -= Piece)
                await SendAsync(socket, Filler.AsMemory(0, Math.Min(Piece, left)), end.Token);
            record.Count("held");
            await ReadStatusAsync(socket, record, end.Token);
        }, record, stop);

    /// <summary>Connections that send nothing. One that the service ends is opened anew.</summary>
    public static Task IdleConnectionsAsync(Uri url, int connections, AttackRecord record, CancellationToken stop) =>
        EachAsync(connections, async (_, _) =>
        {
            using var socket = await ConnectAsync(url, stop);
            record.Count("opened");
            await ReadStatusAsync(socket, record, stop);
        }, record, stop);

    /// <summary>Small forged requests as fast as the service takes them: many in each segment, and no answer is waited for.</summary>
    public static Task ForgedFloodAsync(Uri url, int connections, AttackRecord record, CancellationToken stop) =>
        EachAsync(connections, async (number, round) =>
        {
            const int Together = 50;
            using var socket = await ConnectAsync(url, stop);
            byte[] one = [.. Head($"forged_{number}_{round}", "Content-Length: 2"), .. "{}"u8];
            byte[] many = [.. Enumerable.Repeat(one, Together).SelectMany(request => request)];
            var answers = DiscardAsync(socket, stop);
            while (!answers.IsCompleted)
            {
                await SendAsync(socket, many, stop);
                record.Count("sent", Together);
            }
        }, record, stop);

    private static async Task EachAsync(int connections, Func<int, int, Task> attack, AttackRecord record, CancellationToken stop)
    {
        await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(async () =>
        {
            using var pause = new PeriodicTimer(TimeSpan.FromSeconds(1));
            for (var round = 0; !stop.IsCancellationRequested; round++)
            {
                try
                {
                    await attack(number, round);
                }
                catch (Exception failure) when (failure is SocketException or OperationCanceledException)
                {
                    record.Count(failure is SocketException broken ? broken.SocketErrorCode.ToString() : "renewed");
                }

                await pause.WaitForNextTickAsync(CancellationToken.None);
            }
        }, CancellationToken.None)));
    }

    private static byte[] Head(string id, string framing) => Encoding.ASCII.GetBytes(
        $"POST /webhooks/spotnana HTTP/1.1\r\nHost: x\r\nAPI-Version: 2.0\r\nx-spotnana-webhook-id: {id}\r\n"
        + $"x-spotnana-webhook-timestamp: {DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}\r\n"
        + $"x-spotnana-webhook-signature: {Convert.ToBase64String(new byte[32])}\r\n{framing}\r\n\r\n");

    private static async Task<Socket> ConnectAsync(Uri url, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port), stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, stop)..];
    }

    private static async Task ReadStatusAsync(Socket socket, AttackRecord record, CancellationToken stop)
    {
        var answer = new byte[64];
        var length = await socket.ReceiveAsync(answer, SocketFlags.None, stop);
        record.Count(length == 0 ? "closed" : Encoding.ASCII.GetString(answer, 0, length).Split(' ') is [_, var status, ..] ? status : "?");
        while (length > 0)
            length = await socket.ReceiveAsync(answer, SocketFlags.None, stop);
    }

    private static async Task DiscardAsync(Socket socket, CancellationToken stop)
    {
        var answers = new byte[Piece];
        try
        {
            while (await socket.ReceiveAsync(answers, SocketFlags.None, stop) > 0)
            {
            }
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            // The sender meets it too.
        }
    }
}
