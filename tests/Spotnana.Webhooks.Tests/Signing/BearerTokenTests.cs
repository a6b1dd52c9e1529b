using System.Buffers.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Tests.Signing;

public sealed class BearerTokenTests
{
    private const string Secret = "the client's own secret";
    private static readonly TokenKey _key = KeyOf();
    private static readonly TokenKey _newKey = KeyOf(secret: "the secret after its rotation");

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.Parse("2026-03-02T17:38:07.500Z", null));

    [Fact]
    public void A_token_is_valid_by_the_key_that_made_it()
    {
        Assert.Equal((TokenVerdict.Valid, 0), Verify(Make(), _key));
        Assert.Equal((TokenVerdict.Valid, 1), Verify(Make(), _newKey, _key));
    }

    [Fact]
    public void Every_process_that_has_the_secret_has_the_key()
    {
        Assert.Equal((TokenVerdict.Valid, 0), Verify(Make(), KeyOf()));
    }

    [Theory]
    [InlineData(-1, TokenVerdict.Valid)]
    [InlineData(0, TokenVerdict.Expired)]
    [InlineData(1, TokenVerdict.Expired)]
    public void A_token_is_valid_until_the_millisecond_at_which_it_expires(int milliseconds, object expected)
    {
        var token = Make(TimeSpan.FromHours(1));

        _clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(milliseconds));

        var (verdict, index) = Verify(token, _key);
        Assert.Equal(expected, verdict);
        Assert.Equal(verdict == TokenVerdict.Valid ? 0 : -1, index);
    }

    [Fact]
    public void Another_subscription_another_client_or_another_secret_is_another_key()
    {
        TokenKey[] others =
        [
            KeyOf(subscription: "tmc_acme"), KeyOf(clientId: "others"), KeyOf(secret: "another secret"),
            KeyOf(subscription: "spot", clientId: "nana\nclient"),
        ];
        foreach (var other in others)
            Assert.Equal((TokenVerdict.Mismatch, -1), Verify(Make(), other));

        Assert.Equal((TokenVerdict.Mismatch, -1), Verify(Make()));
    }

    [Fact]
    public void A_token_with_any_bit_of_it_changed_is_refused()
    {
        var token = Base64Url.DecodeFromChars(Make());
        Assert.Equal(57, token.Length);
        for (var bit = 0; bit < token.Length * 8; bit++)
        {
            var forged = token.ToArray();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));

            var (verdict, index) = Verify(Base64Url.EncodeToString(forged), _key);

            // The first byte is the version of the form.
            Assert.Equal((bit < 8 ? TokenVerdict.Malformed : TokenVerdict.Mismatch, -1), (verdict, index));
        }
    }

    [Fact]
    public void A_token_with_any_character_changed_added_or_left_out_is_refused()
    {
        var token = Make();
        for (var at = 0; at < token.Length; at++)
        {
            foreach (var other in "Aa0-_+/= \t.é")
            {
                if (token[at] != other)
                    Assert.NotEqual(TokenVerdict.Valid, Verify($"{token[..at]}{other}{token[(at + 1)..]}", _key).Verdict);
                if (at > 0) // white space before it is allowed
                    Assert.Equal(TokenVerdict.Malformed, Verify(token.Insert(at, $"{other}"), _key).Verdict);
            }

            Assert.Equal(TokenVerdict.Malformed, Verify(token.Remove(at, 1), _key).Verdict);
        }
    }

    [Fact]
    public void An_expired_token_that_is_forged_is_not_called_expired()
    {
        var token = Make(TimeSpan.FromSeconds(-1));

        Assert.Equal(TokenVerdict.Expired, Verify(token, _key).Verdict);
        Assert.Equal(TokenVerdict.Mismatch, Verify(token, _newKey).Verdict);
    }

    [Fact]
    public void No_two_tokens_are_the_same_and_all_are_valid_at_once()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => Make()).ToHashSet();

        Assert.Equal(1000, tokens.Count);
        Assert.All(tokens, token => Assert.Equal(TokenVerdict.Valid, Verify(token, _key).Verdict));
    }

    [Theory]
    [InlineData("bearer {0}", TokenVerdict.Valid)]
    [InlineData("BEARER   {0} ", TokenVerdict.Valid)]
    [InlineData("Bearer", TokenVerdict.Malformed)]
    [InlineData("Bearer ", TokenVerdict.Malformed)]
    [InlineData("{0}", TokenVerdict.Malformed)]
    [InlineData("Basic {0}", TokenVerdict.Malformed)]
    [InlineData("Bearer {0}, Bearer {0}", TokenVerdict.Malformed)]
    [InlineData("Bearer{0}", TokenVerdict.Malformed)]
    [InlineData("", TokenVerdict.Malformed)]
    public void The_header_holds_the_scheme_and_one_token(string header, object expected) => Assert.Equal(
        expected,
        BearerToken.Verify([_key], header.Replace("{0}", Make(), StringComparison.Ordinal), _clock.GetUtcNow(), out _));

    [Fact]
    public void No_header_and_two_headers_are_refused()
    {
        var header = $"Bearer {Make()}";

        Assert.Equal(TokenVerdict.Missing, BearerToken.Verify([_key], StringValues.Empty, _clock.GetUtcNow(), out _));
        Assert.Equal(TokenVerdict.Malformed, BearerToken.Verify([_key], new([header, header]), _clock.GetUtcNow(), out _));
        Assert.Equal(TokenVerdict.Valid, BearerToken.Verify([_key], header, _clock.GetUtcNow(), out _));
    }

    private static TokenKey KeyOf(string subscription = "spotnana", string clientId = "client", string secret = Secret)
    {
        Assert.True(ClientSecret.TryParse(secret, out var parsed, out _));
        return new TokenKey(parsed, subscription, clientId);
    }

    private string Make(TimeSpan? lifetime = null) => BearerToken.Make(_key, _clock.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1)));

    private (TokenVerdict Verdict, int Index) Verify(string token, params TokenKey[] keys) =>
        (BearerToken.Verify(keys, $"Bearer {token}", _clock.GetUtcNow(), out var index), index);
}
