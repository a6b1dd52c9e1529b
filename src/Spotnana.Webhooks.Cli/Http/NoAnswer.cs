using System.Net.Sockets;
using System.Security.Authentication;

namespace Spotnana.Webhooks.Cli.Http;

/// <summary>Why a receiver gave no answer, as a sentence.</summary>
internal static class NoAnswer
{
    public static string Why(Uri url, Exception failure)
    {
        var place = url.GetLeftPart(UriPartial.Authority);
        return failure switch
        {
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
                $"Nothing listens at {place}.",
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name {url.Host} cannot be resolved.",
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or AuthenticationException =>
                $"No secure connection to {place}: {failure.GetBaseException().Message}",
            OperationCanceledException =>
                $"{place} did not answer within {WebhookClient.TimeLimit.TotalSeconds:0} seconds, as long as Spotnana waits.",
            _ => $"No answer from {place}: {failure.GetBaseException().Message}",
        };
    }
}
