using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Tests.Signing;

public sealed class ClientSecretTests
{
    [Theory]
    [InlineData("12345678")]
    [InlineData("two words ~!")]
    [InlineData(" \tsurrounded by white space\r\n")]
    public void Printable_ASCII_of_8_characters_or_more_is_a_secret(string text)
    {
        Assert.True(ClientSecret.TryParse(text, out var secret, out var error), error);
        Assert.True(secret.Is(text.Trim()));
        Assert.False(secret.Is(text.Trim() + "x"));
        Assert.False(secret.Is(""));
    }

    [Theory]
    [InlineData("", "is empty. ")]
    [InlineData(" \n", "is empty. ")]
    [InlineData("hunter2", "is shorter than 8 characters, ")]
    [InlineData("hunter2\nhunter3", "holds characters ")]
    [InlineData("hunter2-hünter3", "holds characters ")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "is a signing secret. ")]
    public void Anything_else_is_refused_without_being_shown(string text, string expected)
    {
        Assert.False(ClientSecret.TryParse(text, out var secret, out var error));

        Assert.Null(secret);
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", error, StringComparison.Ordinal);
        Assert.DoesNotContain("AAECAw", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_secrets_are_equal_and_none_prints_itself()
    {
        Assert.True(ClientSecret.TryParse("hunter2-hunter2", out var one, out _));
        Assert.True(ClientSecret.TryParse("hunter2-hunter2\n", out var same, out _));
        Assert.True(ClientSecret.TryParse("hunter2-hunter3", out var other, out _));

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, other);
        Assert.Equal("***", $"{one}");
    }
}
