using Microsoft.AspNetCore.Http;

namespace Spotnana.Webhooks.Intake.Tokens;

/// <summary>How a request for a token ended.</summary>
/// <param name="Word">The word in logs and metrics. Alerts are written on these words: they never change.</param>
/// <param name="StatusCode">The answer's status code. 0: nobody is left to be answered.</param>
/// <param name="Error">The error's name: those of RFC 6749, section 5.2, where it has one that fits. Empty: none.</param>
/// <param name="Detail">What the client can do about it.</param>
/// <param name="Closes">Whether the connection ends with the answer, because it is not certain where its next request would begin.</param>
internal sealed record TokenOutcome(string Word, int StatusCode, string Error = "", string Detail = "", bool Closes = false)
{
    private const string InvalidRequest = "invalid_request";
    private const string Unavailable = "temporarily_unavailable";

    public static readonly TokenOutcome Issued = new("issued", StatusCodes.Status200OK);

    public static readonly TokenOutcome Malformed = new(
        "invalid-request", StatusCodes.Status400BadRequest, InvalidRequest,
        "Send client_id, client_secret and grant_type, each once, as application/x-www-form-urlencoded.");

    public static readonly TokenOutcome OtherGrantType = new(
        "unsupported-grant-type", StatusCodes.Status400BadRequest, "unsupported_grant_type", "The grant_type must be client_credentials.");

    // One for a wrong id and a wrong secret: it must tell a guesser nothing.
    public static readonly TokenOutcome WrongClient = new(
        "invalid-client", StatusCodes.Status401Unauthorized, "invalid_client", "The client_id or the client_secret is wrong.");

    public static readonly TokenOutcome OtherMethod = new(
        "method", StatusCodes.Status405MethodNotAllowed, InvalidRequest, "Send a POST.");

    public static readonly TokenOutcome TooLarge = new(
        "too-large", StatusCodes.Status413PayloadTooLarge, InvalidRequest, "The form is larger than this service accepts.");

    public static readonly TokenOutcome BrokenFraming = new(
        "framing", StatusCodes.Status400BadRequest, InvalidRequest, "The request's body is malformed.", Closes: true);

    public static readonly TokenOutcome Slow = new(
        "slow", StatusCodes.Status408RequestTimeout, InvalidRequest, "The request's body came too slowly.", Closes: true);

    public static readonly TokenOutcome Displaced = new(
        "displaced", StatusCodes.Status503ServiceUnavailable, Unavailable, "Others needed the room. Ask again later.", Closes: true);

    public static readonly TokenOutcome Busy = new(
        "busy", StatusCodes.Status503ServiceUnavailable, Unavailable, "Too much is being received. Ask again later.");

    public static readonly TokenOutcome Aborted = new("aborted", StatusCode: 0);
}
