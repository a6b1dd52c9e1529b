using System.Net.Sockets;
using System.Security.Authentication;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

internal static class Failure
{
    /// <summary>
    /// True for what a connection throws when it fails or takes too long, even in the moment of Ctrl-C; false where Ctrl-C itself ended it.
    /// </summary>
    public static bool IsOfConnection(Exception exception, CancellationToken stop) =>
        exception is IOException or SocketException or AuthenticationException
            || (exception is OperationCanceledException && !stop.IsCancellationRequested);
}
