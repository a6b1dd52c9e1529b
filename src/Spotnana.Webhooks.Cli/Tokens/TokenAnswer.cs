using System.Diagnostics;
using System.Net;
using Spotnana.Webhooks.Cli.Http;

namespace Spotnana.Webhooks.Cli.Tokens;

/// <summary>What a receiver answered to a request for a token. It never prints the token.</summary>
/// <param name="Answer">The answer; without its text where that is a token.</param>
/// <param name="Token">The token, if there is one that can be used.</param>
/// <param name="Lifetime">How long it is valid.</param>
/// <param name="Type">Its type, as it was answered; null where it was not.</param>
[DebuggerDisplay("{Answer.Status}")]
internal sealed record TokenAnswer(WebhookAnswer Answer, string? Token, TimeSpan Lifetime, string? Type)
{
    /// <summary>In a few words, why there is no token.</summary>
    public string ShortFailure => Answer.Status is HttpStatusCode.OK ? "unusable answer" : Answer.ShortFailure;

    public override string ToString() => ShortFailure;
}
