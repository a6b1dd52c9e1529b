using System.Net.Sockets;
using System.Security.Authentication;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

internal static class Failure
{
    /// <summary>True for what a connection throws that fails or takes too long, also while Ctrl-C is pressed; false for the end that Ctrl-C itself makes.</summary>
    public static bool IsOfConnection(Exception exception, CancellationToken stop) =>
        exception is IOException or SocketException or AuthenticationException || (exception is OperationCanceledException && !stop.IsCancellationRequested);
}
