using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Tests.Signing;

public class WebhookSignatureTests
{
    private static readonly string _junk = Convert.ToBase64String(new byte[32]);

    private static readonly Gen<(string Id, string Timestamp, byte[] Body)> _deliveries = Gen.Select(
        Gen.Char[' ', '~'].Array[1, 256].Select(id => new string(id)).Where(id => id.Trim('.').Length > 0), // of dots only: no id
        Gen.Long[1, 99_999_999_999].Select(seconds => $"{seconds}"),
        Gen.Byte.Array[0, 2000]);

    [Theory]
    [InlineData(Known.SecretTextA, Known.Body1, Known.SignatureA1)]
    [InlineData(Known.SecretTextB, Known.Body1, Known.SignatureB1)]
    [InlineData(Known.SecretTextA, Known.Body2, Known.SignatureA2)]
    [InlineData(Known.SecretTextB, Known.Body2, Known.SignatureB2)]
    public void Signatures_of_another_implementation_are_made_and_accepted(string secretText, string text, string signature)
    {
        var secret = SigningSecret.Parse(secretText);
        var body = Encoding.UTF8.GetBytes(text);

        Assert.Equal(signature, WebhookSignature.Sign(secret, Known.Id, Known.Timestamp, body));
        Assert.Equal(SignatureVerdict.Valid, Verify([secret], signature, body));
        Assert.Equal(SignatureVerdict.Valid, Verify([secret], "v1," + signature, body));
    }

    [Theory]
    [InlineData("msg_1", "0001")]
    [InlineData("msg_1", "+1")]
    [InlineData("", "")]
    [InlineData("naïve 東京", " 1 ")]
    [InlineData("a.b", "2.3")]
    public void Texts_are_signed_as_they_are(string id, string timestamp)
    {
        foreach (var longId in new[] { id, id + new string('é', 5000) })
        {
            var content = Encoding.UTF8.GetBytes($"{longId}.{timestamp}.{Known.Body2}");
            Assert.Equal(
                Convert.ToBase64String(HMACSHA256.HashData(Known.SecretA.Key, content)),
                WebhookSignature.Sign(Known.SecretA, longId, timestamp, Encoding.UTF8.GetBytes(Known.Body2)));
        }
    }

    [Fact]
    public void What_is_signed_is_accepted_and_with_another_secret_it_is_not() =>
        _deliveries.Sample(delivery =>
        {
            var (secret, other) = (SigningSecret.Generate(), SigningSecret.Generate());
            var signature = WebhookSignature.Sign(secret, delivery.Id, delivery.Timestamp, delivery.Body);

            Assert.Equal(
                SignatureVerdict.Valid,
                WebhookSignature.Verify([secret], delivery.Id, delivery.Timestamp, signature, delivery.Body, out var index));
            Assert.Equal(0, index);
            Assert.Equal(
                SignatureVerdict.Mismatch,
                WebhookSignature.Verify([other], delivery.Id, delivery.Timestamp, signature, delivery.Body, out index));
            Assert.Equal(-1, index);
        });

    [Fact]
    public void One_flipped_bit_of_the_body_or_of_the_signature_is_a_mismatch() =>
        Gen.Select(_deliveries, Gen.Int[0, int.MaxValue], Gen.Int[0, 255]).Sample((delivery, bodyBit, signatureBit) =>
        {
            var (id, timestamp, body) = delivery;
            var signature = WebhookSignature.Sign(Known.SecretA, id, timestamp, body);
            if (body.Length > 0)
            {
                var changed = Flipped(body, bodyBit % (body.Length * 8));
                Assert.Equal(SignatureVerdict.Mismatch, WebhookSignature.Verify([Known.SecretA], id, timestamp, signature, changed, out _));
            }

            var forged = Convert.ToBase64String(Flipped(Convert.FromBase64String(signature), signatureBit));
            Assert.Equal(SignatureVerdict.Mismatch, WebhookSignature.Verify([Known.SecretA], id, timestamp, forged, body, out _));
        });

    [Fact]
    public void Any_other_id_or_timestamp_is_a_mismatch() =>
        Gen.Select(_deliveries, _deliveries)
            .Where((a, b) => a.Id != b.Id && a.Timestamp != b.Timestamp)
            .Sample((delivery, other) =>
        {
            var (id, timestamp, body) = delivery;
            var signature = WebhookSignature.Sign(Known.SecretA, id, timestamp, body);

            Assert.Equal(SignatureVerdict.Mismatch, WebhookSignature.Verify([Known.SecretA], other.Id, timestamp, signature, body, out _));
            Assert.Equal(SignatureVerdict.Mismatch, WebhookSignature.Verify([Known.SecretA], id, other.Timestamp, signature, body, out _));
        });

    [Fact]
    public void No_flipped_bit_of_the_id_or_the_timestamp_is_valid()
    {
        for (var bit = 0; bit < Known.Id.Length * 8; bit++)
        {
            var id = Encoding.Latin1.GetString(Flipped(Encoding.Latin1.GetBytes(Known.Id), bit));
            Assert.NotEqual(
                SignatureVerdict.Valid,
                WebhookSignature.Verify([Known.SecretA], id, Known.Timestamp, Known.SignatureA1, Known.Bytes1, out _));
        }

        for (var bit = 0; bit < Known.Timestamp.Length * 8; bit++)
        {
            var timestamp = Encoding.Latin1.GetString(Flipped(Encoding.Latin1.GetBytes(Known.Timestamp), bit));
            Assert.NotEqual(
                SignatureVerdict.Valid,
                WebhookSignature.Verify([Known.SecretA], Known.Id, timestamp, Known.SignatureA1, Known.Bytes1, out _));
        }
    }

    [Fact]
    public void While_a_secret_is_rotated_the_index_tells_which_one_matched()
    {
        SigningSecret[] both = [Known.SecretA, Known.SecretB];

        Assert.Equal(SignatureVerdict.Valid, Verify(both, Known.SignatureA1, Known.Bytes1, out var index));
        Assert.Equal(0, index);
        Assert.Equal(SignatureVerdict.Valid, Verify(both, Known.SignatureB1, Known.Bytes1, out index));
        Assert.Equal(1, index);
        Assert.Equal(SignatureVerdict.Valid, Verify([Known.SecretB], $"{Known.SignatureA1} {Known.SignatureB1}", Known.Bytes1, out index));
        Assert.Equal(0, index);
        Assert.Equal(SignatureVerdict.Valid, Verify(both, $"{Known.SignatureB1} {Known.SignatureA1}", Known.Bytes1, out index));
        Assert.Equal(0, index);
    }

    [Fact]
    public void Without_a_secret_nothing_is_valid()
    {
        Assert.Equal(SignatureVerdict.Mismatch, Verify([], Known.SignatureA1, Known.Bytes1, out var index));
        Assert.Equal(-1, index);
    }

    [Fact]
    public void A_verdict_that_nobody_set_is_not_valid() => Assert.NotEqual(SignatureVerdict.Valid, default);

    [Fact]
    public void Headers_that_were_refused_or_never_read_verify_nothing()
    {
        var stale = WebhookSignature.CheckHeaders(
            Known.Id, Known.Timestamp, Known.SignatureA1, Known.SentAt.AddDays(1), TimeSpan.Zero, TimeSpan.Zero);

        Assert.Equal(SignatureVerdict.Stale, WebhookSignature.Verify([Known.SecretA], stale, Known.Bytes1, out var index));
        Assert.Equal(-1, index);
        Assert.Equal(SignatureVerdict.Mismatch, WebhookSignature.Verify([Known.SecretA], default, Known.Bytes1, out index));
        Assert.Equal(-1, index);
    }

    [Theory]
    [InlineData("{good}")]
    [InlineData("v1,{good}")]
    [InlineData("{junk} {good}")]
    [InlineData("{good} {junk}")]
    [InlineData("v1a,{good} v1,{good}")]
    [InlineData("x v1, v1,v1,{good} , = ==== {good}")]
    [InlineData("v1,AAAA v1,!!!! é {good}")]
    [InlineData("   {good}   {junk}  ")]
    public void Junk_beside_a_good_signature_is_skipped(string header) =>
        Assert.Equal(SignatureVerdict.Valid, Verify([Known.SecretA], Fill(header), Known.Bytes1));

    [Theory]
    [InlineData("v1a,{good}")]
    [InlineData("V1,{good}")]
    [InlineData("v2,{good}")]
    [InlineData("v1,v1,{good}")]
    [InlineData("v1,")]
    [InlineData("{good},{good}")]
    [InlineData("{good}=")]
    [InlineData("=")]
    [InlineData("")]
    [InlineData("    ")]
    public void Where_no_signature_has_a_known_form_the_header_is_malformed(string header)
    {
        Assert.Equal(SignatureVerdict.MalformedSignature, Verify([Known.SecretA], Fill(header), Known.Bytes1, out var index));
        Assert.Equal(-1, index);
    }

    [Theory]
    [InlineData(9, SignatureVerdict.Valid)]
    [InlineData(10, SignatureVerdict.Mismatch)]
    public void Only_the_first_10_signatures_count(int before, SignatureVerdict verdict)
    {
        var decodable = string.Concat(Enumerable.Repeat(_junk + " ", before)) + Known.SignatureA1;
        Assert.Equal(verdict, Verify([Known.SecretA], decodable, Known.Bytes1));

        // Tokens that cannot be decoded count too, else a header could make us look at any number of them
        var junk = $"{_junk} " + string.Concat(Enumerable.Repeat("x ", before - 1)) + Known.SignatureA1;
        Assert.Equal(verdict, Verify([Known.SecretA], junk, Known.Bytes1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void Base64_of_other_than_32_bytes_is_no_signature(int length) =>
        Assert.Equal(
            SignatureVerdict.MalformedSignature, Verify([Known.SecretA], "v1," + Convert.ToBase64String(new byte[length]), Known.Bytes1));

    [Fact]
    public void White_space_inside_a_signature_makes_it_unusable()
    {
        foreach (var space in "\t\n\r\v")
        {
            var spread = Known.SignatureA1.Insert(20, $"{space}");
            Assert.Equal(SignatureVerdict.MalformedSignature, Verify([Known.SecretA], spread, Known.Bytes1));

            var sameLength = new string(space, 4) + Known.SignatureA1[4..];
            Assert.Equal(SignatureVerdict.MalformedSignature, Verify([Known.SecretA], sameLength, Known.Bytes1));
        }

        Assert.Equal(SignatureVerdict.MalformedSignature, Verify([Known.SecretA], Known.SignatureA1.Insert(20, " "), Known.Bytes1));
    }

    [Fact]
    public void Loose_bits_at_the_end_of_a_signature_do_no_harm()
    {
        // The last digit carries 2 bits that belong to no byte: .NET ignores them, so one signature has four texts
        var head = Known.SignatureA1[..^2];
        foreach (var digit in "EFGH")
            Assert.Equal(SignatureVerdict.Valid, Verify([Known.SecretA], $"{head}{digit}=", Known.Bytes1));
    }

    [Fact]
    public void The_url_alphabet_is_not_accepted()
    {
        var url = Known.SignatureA1.Replace('/', '_');
        Assert.NotEqual(Known.SignatureA1, url);
        Assert.Equal(SignatureVerdict.MalformedSignature, Verify([Known.SecretA], url, Known.Bytes1));
    }

    [Fact]
    public void Any_text_as_a_signature_gives_a_verdict() =>
        Gen.String.Sample(text => Assert.NotEqual(SignatureVerdict.Valid, Verify([Known.SecretA], text, Known.Bytes1)));

    [Fact]
    public void An_id_or_a_timestamp_that_is_malformed_is_refused_even_when_it_is_signed()
    {
        foreach (var timestamp in new[] { "+1", " 1", "0001", "1.0", "", "１７７２４７３０８７" })
        {
            var signature = WebhookSignature.Sign(Known.SecretA, Known.Id, timestamp, Known.Bytes1);
            Assert.Equal(
                SignatureVerdict.MalformedTimestamp,
                WebhookSignature.Verify([Known.SecretA], Known.Id, timestamp, signature, Known.Bytes1, out _));
        }

        foreach (var id in new[] { "", "naïve", "a\0b", "..", new string('a', 257), new string('東', 3000) })
        {
            var signature = WebhookSignature.Sign(Known.SecretA, id, Known.Timestamp, Known.Bytes1);
            Assert.Equal(
                SignatureVerdict.MalformedId,
                WebhookSignature.Verify([Known.SecretA], id, Known.Timestamp, signature, Known.Bytes1, out _));
        }
    }

    [Fact]
    public void Verifying_a_large_body_does_not_copy_it()
    {
        var body = new byte[4 << 20];
        var signature = WebhookSignature.Sign(Known.SecretA, Known.Id, Known.Timestamp, body);
        Verify([Known.SecretA], signature, body);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(SignatureVerdict.Valid, Verify([Known.SecretA], signature, body));
        // The runtime counts in blocks of 8 KB: far less than a copy is all that can be told.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    private static SignatureVerdict Verify(SigningSecret[] secrets, string signature, byte[] body) =>
        Verify(secrets, signature, body, out _);

    /// <summary>In one step and in two, as the service does it: both must agree.</summary>
    private static SignatureVerdict Verify(SigningSecret[] secrets, string signature, byte[] body, out int index)
    {
        var verdict = WebhookSignature.Verify(secrets, Known.Id, Known.Timestamp, signature, body, out index);

        var headers = WebhookSignature.CheckHeaders(Known.Id, Known.Timestamp, signature, Known.SentAt, TimeSpan.Zero, TimeSpan.Zero);
        var second = WebhookSignature.Verify(secrets, headers, body, out var secondIndex);
        if (string.IsNullOrWhiteSpace(signature))
            Assert.Equal((SignatureVerdict.Missing, -1), (second, secondIndex));
        else
            Assert.Equal((verdict, index), (second, secondIndex));
        return verdict;
    }

    private static string Fill(string header) =>
        header.Replace("{good}", Known.SignatureA1, StringComparison.Ordinal).Replace("{junk}", _junk, StringComparison.Ordinal);

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        var changed = bytes.ToArray();
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return changed;
    }
}
