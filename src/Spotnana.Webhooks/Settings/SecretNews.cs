namespace Spotnana.Webhooks.Settings;

/// <summary>Something to tell about a setting that was read again: it has other values, what is wrong with it is news, or nothing is wrong any more.</summary>
/// <param name="Key">The setting's key.</param>
/// <param name="Count">How many values of it are in use.</param>
/// <param name="Errors">What is wrong with it and how to fix it, without any part of a value. Empty: it is good and in use.</param>
public sealed record SecretNews(string Key, int Count, IReadOnlyList<string> Errors);
