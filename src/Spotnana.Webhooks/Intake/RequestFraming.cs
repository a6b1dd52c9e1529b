using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Spotnana.Webhooks.Intake;

/// <summary>Whether it is certain where a request ends, and what it means that its body could not be read to the end.</summary>
internal static class RequestFraming
{
    public enum Failure
    {
        Gone,
        Slow,
        Broken,
    }

    /// <summary>
    /// Whether a proxy in front may have found the end of the body elsewhere than the server, which takes each of these for chunked.
    /// </summary>
    public static bool IsAmbiguous(HttpRequest request) => request.Headers.TransferEncoding.Count > 0
        // The server lets Transfer-Encoding win over Content-Length and renames that.
        && (request.Headers.ContainsKey("X-Content-Length")
            || request.Headers.TransferEncoding is not [{ } coding]
            || !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
            || HttpProtocol.IsHttp10(request.Protocol));

    /// <summary>What an exception says that was thrown while a body was read; null for one that says something else.</summary>
    public static Failure? Of(Exception failure, HttpContext context) => failure switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => Failure.Slow,
        BadHttpRequestException => Failure.Broken,
        // The connection has ended. The server may say so by an exception before it cancels RequestAborted.
        OperationCanceledException or ConnectionResetException => Failure.Gone,
        IOException when context.RequestAborted.IsCancellationRequested => Failure.Gone,
        // What the server throws for a chunk whose size is too large a number.
        IOException => Failure.Broken,
        _ => null,
    };
}
