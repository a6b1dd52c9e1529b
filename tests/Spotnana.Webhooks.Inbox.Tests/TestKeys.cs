using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Tests;

/// <summary>A file of encryption keys. The keys follow from their names.</summary>
internal sealed class TestKeys : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public TestKeys(params string[] names)
    {
        Write(names);
        Assert.Empty(EncryptionKeys.Read("Inbox:EncryptionKeyFile", _path, out var keys));
        Keys = keys;
    }

    public EncryptionKeys Keys { get; }

    /// <summary>Keys that stay as they are.</summary>
    public static EncryptionKeys Of(params string[] names)
    {
        using var file = new TestKeys(names);
        return file.Keys;
    }

    public static string Id(string name)
    {
        EncryptionKey.Parse(Text(name), out var key);
        return key!.Id;
    }

    /// <summary>Has the keys read again.</summary>
    public void Change(params string[] names)
    {
        Write(names);
        Assert.NotNull(Keys.ReadAgain());
    }

    public void Dispose() => File.Delete(_path);

    private static string Text(string name) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private void Write(string[] names) => File.WriteAllLines(_path, names.Select(Text));
}
