namespace Spotnana.Webhooks.Intake.Tokens;

/// <summary>The answer that holds a token (RFC 6749, section 5.1).</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">How long it is valid, in seconds.</param>
internal sealed record TokenAnswer(string AccessToken, string TokenType, int ExpiresIn);
