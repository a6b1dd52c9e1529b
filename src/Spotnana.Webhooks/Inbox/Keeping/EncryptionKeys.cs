using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>
/// The keys of an inbox: the first encrypts, all of them decrypt. They stand in a file, one a line, which is read again while the service
/// runs; a content that is not valid changes nothing.
/// </summary>
public sealed class EncryptionKeys
{
    private readonly SecretSource<EncryptionKey>? _source;

    private EncryptionKeys(SecretSource<EncryptionKey>? source) => _source = source;

    /// <summary>No keys: bodies are stored as they are, and none that is encrypted can be read.</summary>
    public static EncryptionKeys None { get; } = new(null);

    /// <summary>The key that encrypts. Null: nothing is encrypted.</summary>
    public EncryptionKey? First => _source?.InUse[0].Value;

    /// <summary>Reads the keys of a file.</summary>
    /// <param name="setting">The setting that names the file, for messages.</param>
    /// <param name="path">The path of the file: one key a line, Base64 of 32 bytes each; blank lines are ignored.</param>
    /// <param name="keys">The keys; <see cref="None"/> where there is an error.</param>
    /// <returns>What is wrong and how to fix it, without any part of a key. Empty: nothing.</returns>
    public static IReadOnlyList<string> Read(string setting, string path, out EncryptionKeys keys)
    {
        var source = new SecretSource<EncryptionKey>(
            setting, () => SecretText.OfLines(setting, path), EncryptionKey.Parse, SecretPolicy.KeepLastGood);
        source.Read();
        source.Adopt();
        keys = source.Errors.Count == 0 ? new EncryptionKeys(source) : None;
        return source.Errors;
    }

    /// <summary>Why an inbox with encrypted bodies is not opened without any key.</summary>
    /// <param name="inbox">The inbox, as the beginning of a sentence.</param>
    public static InboxStartException MissingFor(string inbox) => new(
        $"{inbox} has encrypted bodies, and there is no key. "
        + "Set Inbox:EncryptionKeyFile to the file that has the keys. Nothing was changed.");

    /// <summary>Finds a key by its <see cref="EncryptionKey.Id"/>.</summary>
    /// <returns>Null: it is not among them.</returns>
    public EncryptionKey? Find(string id)
    {
        foreach (var (_, key) in _source?.InUse ?? [])
        {
            if (key.Id == id)
                return key;
        }

        return null;
    }

    /// <summary>Reads the file again. Only one thread at a time may do this.</summary>
    /// <returns>What has changed. Null: nothing.</returns>
    public SecretNews? ReadAgain()
    {
        _source?.Read();
        return _source?.Adopt();
    }
}
