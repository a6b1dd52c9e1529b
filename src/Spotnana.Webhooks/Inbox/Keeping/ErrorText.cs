using System.Text;

namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>
/// The error text of an attempt, which a handler may have put anything into. Where there is a key it is stored as <c>enc:</c>, the key's
/// id, <c>:</c>, and what <see cref="EncryptionKey"/> makes of it in Base64; a release that does not know that shows it as it is stored.
/// </summary>
/// <param name="Subscription">The subscription of its delivery.</param>
/// <param name="Id">The delivery's id.</param>
/// <param name="Handler">The handler.</param>
/// <param name="Number">The attempt's number.</param>
public readonly record struct ErrorText(string Subscription, string Id, string Handler, int Number)
{
    private const string Prefix = "enc:";

    /// <summary>The form in which a text is stored. What is encrypted already stays as it is.</summary>
    /// <param name="keys">The keys of the inbox.</param>
    /// <param name="text">The text.</param>
    public string? Encrypt(EncryptionKeys keys, string? text)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return text is null || keys.First is not { } key || KeyIdOf(text) is not null
            ? text
            : MarkOf(key) + Convert.ToBase64String(key.Encrypt(Encoding.UTF8.GetBytes(text), Context));
    }

    /// <summary>Reads a stored text. One that cannot be decrypted is returned as it is stored.</summary>
    /// <param name="keys">The keys of the inbox.</param>
    /// <param name="stored">The stored text.</param>
    public string? Decrypt(EncryptionKeys keys, string? stored)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (stored is null || KeyIdOf(stored) is not { } id || keys.Find(id) is not { } key)
            return stored;

        var bytes = new byte[stored.Length];
        return Convert.TryFromBase64Chars(stored.AsSpan(MarkOf(key).Length), bytes, out var length)
            && key.Decrypt(bytes.AsSpan(0, length), Context) is { } text
            ? Encoding.UTF8.GetString(text)
            : stored;
    }

    /// <summary>Encrypts a stored text with the first key.</summary>
    /// <param name="keys">The keys of the inbox.</param>
    /// <param name="stored">The stored text.</param>
    /// <returns>The text as it is to be stored, or what is wrong with it.</returns>
    public (string? Text, BodyDamage? Damage) Renew(EncryptionKeys keys, string stored)
    {
        var text = Decrypt(keys, stored);
        if (KeyIdOf(text!) is not { } id)
            return (Encrypt(keys, text), null);

        return (null, new BodyDamage(
            keys.Find(id) is null, $"{Id} of {Subscription}: an error text of {Handler} is encrypted with key {id} and cannot be read."));
    }

    /// <summary>How the texts begin that are encrypted with a key.</summary>
    /// <param name="key">The key.</param>
    public static string MarkOf(EncryptionKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return $"{Prefix}{key.Id}:";
    }

    private byte[] Context =>
        Encoding.UTF8.GetBytes($"error {Subscription.Length} {Subscription} {Id.Length} {Id} {Handler.Length} {Handler} {Number}");

    private static string? KeyIdOf(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && text.IndexOf(':', Prefix.Length) is > 0 and var end
            && text[Prefix.Length..end] is { Length: EncryptionKey.IdLength } id && id.All(char.IsAsciiHexDigitLower)
            ? id
            : null;
}
