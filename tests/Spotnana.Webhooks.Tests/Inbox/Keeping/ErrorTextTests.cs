using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Tests.Inbox.Keeping;

public sealed class ErrorTextTests : IDisposable
{
    private static readonly ErrorText _owner = new("spotnana", "msg_1", "ledger", 1);

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("")]
    [InlineData("No seat for Zoë 😀")]
    [InlineData("enc: is no mark by itself")]
    [InlineData("enc:0123:AAAA")]
    public void A_text_is_stored_encrypted_and_read_as_it_was(string text)
    {
        var keys = Read(1);

        var stored = _owner.Encrypt(keys, text);

        Assert.Matches("^enc:[0-9a-f]{16}:[A-Za-z0-9+/]+=*$", stored);
        Assert.Equal(text, _owner.Decrypt(keys, stored));
        Assert.Equal(stored, _owner.Encrypt(keys, stored)); // not twice
    }

    [Fact]
    public void It_is_read_as_that_of_its_own_attempt_only()
    {
        var keys = Read(1);
        var stored = _owner.Encrypt(keys, "text");

        Assert.All(
            (ErrorText[])
            [
                _owner with { Subscription = "tmc" }, _owner with { Id = "msg_2" }, _owner with { Handler = "mail" },
                _owner with { Number = 2 },
            ],
            other => Assert.Equal(stored, other.Decrypt(keys, stored)));
    }

    [Fact]
    public void Without_a_key_a_text_is_stored_as_it_is_and_no_text_is_none()
    {
        Assert.Equal("text", _owner.Encrypt(EncryptionKeys.None, "text"));
        Assert.Null(_owner.Encrypt(Read(1), null));
        Assert.Null(_owner.Decrypt(Read(1), null));
        Assert.Equal("text", _owner.Decrypt(Read(1), "text"));
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("not Base64")]
    [InlineData("")]
    public void One_that_cannot_be_decrypted_is_shown_as_it_is_stored(string sealedText)
    {
        var stored = ErrorText.MarkOf(Read(1).First!) + sealedText;

        Assert.Equal(stored, _owner.Decrypt(Read(1), stored));
        Assert.Equal(stored, _owner.Decrypt(Read(2), stored));
        var (text, damage) = _owner.Renew(Read(1), stored);
        Assert.Null(text);
        Assert.False(damage!.IsKeyMissing);
        Assert.True(_owner.Renew(Read(2), stored).Damage!.IsKeyMissing);
    }

    private EncryptionKeys Read(byte key)
    {
        File.WriteAllText(_path, Convert.ToBase64String([.. Enumerable.Repeat(key, 32)]));
        Assert.Empty(EncryptionKeys.Read("keys", _path, out var keys));
        return keys;
    }
}
