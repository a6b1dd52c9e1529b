using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>The refusal of a call: its answer, and a word for the log.</summary>
internal sealed class Refusal
{
    private const string NeedsKey = "This needs a key of Management:Keys, as Authorization: Bearer or as X-Api-Key.";

    public static readonly Refusal NoHost = new(
        StatusCodes.Status400BadRequest, "host-missing", "The request needs exactly one Host header.");

    public static readonly Refusal ForeignHost = new(
        StatusCodes.Status421MisdirectedRequest, "host-foreign",
        "This listener does not answer to that Host. Management:AllowedHosts names further ones.");

    public static readonly Refusal DotSegment = new(
        StatusCodes.Status400BadRequest, "target-dot-segment", RequestTarget.DotSegment);

    public static readonly Refusal EncodedSlash = new(
        StatusCodes.Status400BadRequest, "target-encoded-slash", RequestTarget.EncodedSlash);

    public static readonly Refusal Forged = new(
        StatusCodes.Status403Forbidden, "cross-site", "Calls from pages of other sites are refused.");

    public static readonly Refusal NoKey = new(StatusCodes.Status401Unauthorized, "key-missing", NeedsKey);

    /// <summary>Answered as a missing one is: only the log tells them apart.</summary>
    public static readonly Refusal WrongKey = new(StatusCodes.Status401Unauthorized, "key-unknown", NeedsKey);

    public static readonly Refusal NoRightDeclared = new(StatusCodes.Status403Forbidden, "right-undeclared", "Nobody may use this.");

    private static readonly Dictionary<Right, Refusal> _lacking = Enum.GetValues<Right>().ToDictionary(
        right => right,
        right => new Refusal(
            StatusCodes.Status403Forbidden, "right-lacking", $"This needs a key of Management:Keys with the right {right.Name()}."));

    private readonly Reply _reply;

    private Refusal(int status, string reason, string detail) => (_reply, Reason) = (Reply.Problem(status, detail), reason);

    public int Status => _reply.Status;

    public string Reason { get; }

    public static Refusal Lacks(Right right) => _lacking[right];

    public Task WriteAsync(HttpResponse response)
    {
        if (Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        return _reply.WriteAsync(response);
    }
}
