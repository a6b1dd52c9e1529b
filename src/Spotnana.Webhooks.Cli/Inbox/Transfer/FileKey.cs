using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// The key of a file's MAC. Whoever has it can make files that are imported. It comes from a file, never as an argument, which other users
/// of the machine could see.
/// </summary>
internal sealed class FileKey
{
    public const string Option = "--key-file";

    private const int LeastChars = 32;
    private const int MadeBytes = 32;

    private FileKey(string text) => Text = text;

    public string Text { get; }

    public byte[] Bytes => Encoding.UTF8.GetBytes(Text);

    public static FileKey Make() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(MadeBytes)));

    public static bool TryRead(string path, [NotNullWhen(true)] out FileKey? key, [NotNullWhen(false)] out string? error)
    {
        key = null;
        error = SecretFile.Read(Option, path, out var text);
        if (error is null && text.Trim().Length < LeastChars)
            error = $"{Option} ({path}) holds less than {LeastChars} characters.\nMake a key: openssl rand -base64 32";
        if (error is null)
            key = new FileKey(text.Trim());
        return key is not null;
    }
}
