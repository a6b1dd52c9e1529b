using System.Net;
using System.Net.Sockets;

namespace Spotnana.Webhooks.TestPorts;

/// <summary>
/// Ports of 127.0.0.1 that nobody listens on. They lie below the range that outgoing connections are given, so that the many
/// connections of a test do not take the port of the next server.
/// </summary>
internal static class FreePorts
{
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(15_000, 32_000);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // taken
            }
        }
    }
}
