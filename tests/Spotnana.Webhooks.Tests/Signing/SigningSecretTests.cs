using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using CsCheck;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Tests.Signing;

public class SigningSecretTests
{
    [Fact]
    public void A_secret_reads_back_what_it_reveals() =>
        Gen.Byte.Array[16, 100].Sample(key =>
        {
            var text = "whsec_" + Convert.ToBase64String(key);

            Assert.True(SigningSecret.TryParse(text, out var secret, out var error));
            Assert.Null(error);
            Assert.Equal(text, secret.Reveal());
            Assert.True(key.AsSpan().SequenceEqual(secret.Key));
        });

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData(" \t\n")]
    public void White_space_around_a_secret_is_ignored(string space) =>
        Assert.Equal(Known.SecretA, SigningSecret.Parse(space + Known.SecretTextA + space));

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("  \n", "empty")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "does not start with whsec_")]
    [InlineData("WHSEC_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "does not start with whsec_")]
    [InlineData("whsec-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "does not start with whsec_")]
    [InlineData("\"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"", "does not start with whsec_")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0O DxAREhMUFRYXGBkaGxwdHh8=", "white space inside")]
    [InlineData("whsec_ AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "white space inside")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0O\nDxAREhMUFRYXGBkaGxwdHh8=", "white space inside")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "not Base64")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8==", "not Base64")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=====", "not Base64")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAR=hMUFRYXGBkaGxwdHh8=", "not Base64")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh-_", "not Base64")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHé8=", "not Base64")]
    [InlineData("whsec_", "shorter than 16 bytes")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0O", "shorter than 16 bytes")]
    public void A_bad_secret_is_refused_with_a_reason_that_does_not_show_it(string? text, string reason)
    {
        Assert.False(SigningSecret.TryParse(text, out var secret, out var error));
        Assert.Null(secret);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.DoesNotContain("AAEC", error, StringComparison.Ordinal);
        Assert.Equal(error, Assert.Throws<FormatException>(() => SigningSecret.Parse(text!)).Message);
    }

    [Fact]
    public void Any_text_is_read_or_refused() =>
        Gen.Select(Gen.OneOf(Gen.Const(""), Gen.Const("whsec_")), Gen.String, (prefix, text) => prefix + text)
            .Sample(text => SigningSecret.TryParse(text, out _, out var error) == (error is null));

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    public void A_key_has_at_least_16_bytes(int length, bool good) =>
        Assert.Equal(good, SigningSecret.TryParse("whsec_" + Convert.ToBase64String(new byte[length]), out _, out _));

    [Fact]
    public void A_generated_secret_is_32_bytes_and_new_each_time()
    {
        var secret = SigningSecret.Generate();

        Assert.Equal(32, secret.Key.Length);
        Assert.NotEqual(secret, SigningSecret.Generate());
        Assert.Equal(secret, SigningSecret.Parse(secret.Reveal()));
    }

    [Fact]
    public void A_secret_does_not_print_itself()
    {
        var secret = Known.SecretA;
        Assert.Equal("whsec_***", secret.ToString());
        Assert.Equal("whsec_***", $"{secret}");
        Assert.Equal("whsec_***", string.Format(CultureInfo.InvariantCulture, "{0}", secret));
        Assert.Equal("whsec_***", typeof(SigningSecret).GetCustomAttribute<DebuggerDisplayAttribute>()?.Value);

        // What serializes public members finds none
        Assert.Empty(typeof(SigningSecret).GetProperties());
        Assert.Empty(typeof(SigningSecret).GetFields(BindingFlags.Instance | BindingFlags.Public));
    }

    [Fact]
    public void Secrets_are_equal_by_key()
    {
        var again = SigningSecret.Parse(Known.SecretTextA);
        Assert.Equal(Known.SecretA, again);
        Assert.Equal(Known.SecretA.GetHashCode(), again.GetHashCode());
        Assert.True(Known.SecretA.Equals((object)again));

        Assert.NotEqual(Known.SecretA, Known.SecretB);
        Assert.False(Known.SecretA.Equals((SigningSecret?)null));
        Assert.False(Known.SecretA.Equals((object)Known.SecretTextA));
        Assert.Single(new HashSet<SigningSecret> { Known.SecretA, again });
    }
}
