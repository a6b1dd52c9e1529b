namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>Why a stored body cannot be read.</summary>
/// <param name="IsKeyMissing">Whether it can be read again once its key is among those of the inbox.</param>
/// <param name="Message">What is wrong, in whole sentences and without any part of the body.</param>
public sealed record BodyDamage(bool IsKeyMissing, string Message)
{
    /// <summary>There is none, though there should be.</summary>
    public static BodyDamage Gone { get; } = new(IsKeyMissing: false, "It is gone.");
}
