using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Tests.Settings;

public sealed class SecretDigestTests
{
    [Fact]
    public void Equal_texts_are_equal_and_others_are_not()
    {
        Assert.Equal(SecretDigest.Of("one"), SecretDigest.Of("one"));
        Assert.Equal(SecretDigest.Of("one").GetHashCode(), SecretDigest.Of("one").GetHashCode());
        Assert.NotEqual(SecretDigest.Of("one"), SecretDigest.Of("One"));
        Assert.NotEqual(SecretDigest.Of("one"), SecretDigest.Of("one "));
        Assert.NotEqual(SecretDigest.Of(""), SecretDigest.Of("one"));
        Assert.False(SecretDigest.Of("one").Equals(null));
    }

    [Fact]
    public void It_does_not_print_itself() => Assert.Equal("***", $"{SecretDigest.Of("one")}");
}
