namespace Spotnana.Webhooks.Intake.Tokens;

/// <summary>The answer to a request that gets no token (RFC 6749, section 5.2).</summary>
/// <param name="Error">The error's name.</param>
/// <param name="ErrorDescription">What the client can do about it.</param>
internal sealed record TokenError(string Error, string ErrorDescription);
