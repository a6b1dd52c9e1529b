using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Spotnana.Webhooks.Cli.Http;

/// <summary>
/// A receiver's answer to one request: the HTTP status, and <c>status</c> and <c>detail</c> of a JSON answer. Without an answer there is
/// only a failure.
/// </summary>
internal sealed record WebhookAnswer(HttpStatusCode? Status, string? BodyStatus, string? Detail, long Milliseconds, Exception? Failure)
{
    /// <summary>The beginning of the answer's body, fit for a terminal.</summary>
    public string Text { get; init; } = "";

    /// <summary>Where a redirect leads, fit for a terminal.</summary>
    public string? Location { get; init; }

    /// <summary>Without an answer: that the time was spent, and not that the connection failed.</summary>
    public bool IsTimeOut => Failure is OperationCanceledException;

    /// <summary>In a few words, why it is not a 200: the status, or what went wrong.</summary>
    public string ShortFailure =>
        Status is { } status ? ((int)status).ToString(CultureInfo.InvariantCulture) : Detail ?? ShortReason(Failure!);

    /// <summary>Broken off from this side: nobody knows what would have come of it.</summary>
    public static WebhookAnswer BrokenOff { get; } = NotSent("stopped");

    public bool IsBrokenOff => ReferenceEquals(this, BrokenOff);

    /// <summary>No request was made.</summary>
    public static WebhookAnswer NotSent(string reason) => new(Status: null, BodyStatus: null, reason, Milliseconds: 0, Failure: null);

    public static string ShortReason(Exception failure) => failure switch
    {
        OperationCanceledException => "no answer in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "name not resolved",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "connection refused",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "no connection",
        _ => "connection broken",
    };
}
