namespace Spotnana.Webhooks.Settings;

/// <summary>
/// A change that was found when a setting was read again: other values of it are in use, or it has other errors, or none any more.
/// </summary>
/// <param name="Key">The setting's key.</param>
/// <param name="Count">How many values of it are in use.</param>
/// <param name="Errors">What is wrong with it and how to fix it, without any part of a value. Empty: it is valid and in use.</param>
public sealed record SecretNews(string Key, int Count, IReadOnlyList<string> Errors)
{
    /// <summary>Whether other values are in use than before.</summary>
    public bool IsInEffect { get; init; }
}
