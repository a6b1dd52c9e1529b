using CsCheck;
using Microsoft.Extensions.Primitives;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Tests.Signing;

public class SignatureHeaderTests
{
    private static readonly TimeSpan _tolerance = TimeSpan.FromDays(15);
    private static readonly TimeSpan _futureTolerance = TimeSpan.FromMinutes(5);

    [Fact]
    public void Three_good_headers_pass() => Assert.Equal(SignatureVerdict.Valid, Check());

    [Theory]
    [MemberData(nameof(Absent))]
    public void A_missing_or_empty_header_is_missing(StringValues absent)
    {
        Assert.Equal(SignatureVerdict.Missing, Check(id: absent));
        Assert.Equal(SignatureVerdict.Missing, Check(timestamp: absent));
        Assert.Equal(SignatureVerdict.Missing, Check(signature: absent));
    }

    public static TheoryData<StringValues> Absent() =>
        [StringValues.Empty, default, new StringValues((string?)null), "", " ", new StringValues([null])];

    [Fact]
    public void A_repeated_header_is_refused_even_when_its_values_are_equal()
    {
        Assert.Equal(SignatureVerdict.Repeated, Check(id: new([Known.Id, Known.Id])));
        Assert.Equal(SignatureVerdict.Repeated, Check(timestamp: new([Known.Timestamp, Known.Timestamp])));
        Assert.Equal(SignatureVerdict.Repeated, Check(signature: new([Known.SignatureA1, Known.SignatureA1])));
        Assert.Equal(SignatureVerdict.Repeated, Check(id: new([Known.Id, ""])));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("an id/with:odd.but printable~signs!")]
    [InlineData("..a")]
    [InlineData("./.")]
    [InlineData("%2e%2e")]
    public void An_id_of_printable_ascii_passes(string id) => Assert.Equal(SignatureVerdict.Valid, Check(id: id));

    [Theory]
    [InlineData("naïve")]
    [InlineData("東京")]
    [InlineData("tab\there")]
    [InlineData("nul\0here")]
    [InlineData("del\u007fhere")]
    [InlineData("line\nhere")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    public void An_id_of_anything_else_is_malformed(string id) => Assert.Equal(SignatureVerdict.MalformedId, Check(id: id));

    [Theory]
    [InlineData(256, SignatureVerdict.Valid)]
    [InlineData(257, SignatureVerdict.MalformedId)]
    [InlineData(100_000, SignatureVerdict.MalformedId)]
    public void An_id_has_at_most_256_characters(int length, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Check(id: new string('a', length)));

    [Theory]
    [InlineData("+1772473087")]
    [InlineData("-1772473087")]
    [InlineData(" 1772473087")]
    [InlineData("1772473087 ")]
    [InlineData("01772473087")]
    [InlineData("0001")]
    [InlineData("0")]
    [InlineData("1772473087.0")]
    [InlineData("1,772,473,087")]
    [InlineData("1e9")]
    [InlineData("0x1")]
    [InlineData("1772473087\0")]
    [InlineData("1772473087s")]
    [InlineData("１７７２４７３０８７")]
    [InlineData("١٧٧٢٤٧٣٠٨٧")]
    [InlineData("177247308700")]
    [InlineData("177247308717724730871772473087")]
    [InlineData("2026-03-02T17:38:07Z")]
    public void A_timestamp_that_is_not_plain_seconds_is_malformed(string timestamp)
    {
        Assert.Equal(SignatureVerdict.MalformedTimestamp, Check(timestamp: timestamp));
        Assert.False(WebhookSignature.TryReadTimestamp(timestamp, out _));
    }

    [Fact]
    public void A_timestamp_reads_as_its_seconds()
    {
        Gen.Long[1, 99_999_999_999].Sample(seconds =>
        {
            Assert.True(WebhookSignature.TryReadTimestamp($"{seconds}", out var sentAt));
            Assert.Equal(seconds, sentAt.ToUnixTimeSeconds());
        });
        Assert.False(WebhookSignature.TryReadTimestamp(null, out _));
        Assert.False(WebhookSignature.TryReadTimestamp("", out _));
    }

    [Theory]
    [InlineData("not-a-signature")]
    [InlineData("v1,")]
    [InlineData("v1a,dbYVCUA2FAfqvEtZL2lVRPA9dn1dm/4UGP18taL/I4E=")]
    [InlineData("AAAA")]
    public void A_header_without_a_usable_signature_is_malformed(string signature) =>
        Assert.Equal(SignatureVerdict.MalformedSignature, Check(signature: signature));

    [Fact]
    public void One_usable_signature_among_junk_is_enough_but_not_behind_10_others()
    {
        Assert.Equal(SignatureVerdict.Valid, Check(signature: "junk v1a,x " + Known.SignatureA1));
        Assert.Equal(SignatureVerdict.Valid, Check(signature: Known.SignatureA1 + ", junk"));
        Assert.Equal(
            SignatureVerdict.MalformedSignature,
            Check(signature: string.Concat(Enumerable.Repeat("junk ", 10)) + Known.SignatureA1));
    }

    [Fact]
    public void The_ends_of_both_tolerances_are_inside()
    {
        var tick = TimeSpan.FromTicks(1);

        Assert.Equal(SignatureVerdict.Valid, Check(now: Known.SentAt + _tolerance));
        Assert.Equal(SignatureVerdict.Stale, Check(now: Known.SentAt + _tolerance + tick));
        Assert.Equal(SignatureVerdict.Valid, Check(now: Known.SentAt - _futureTolerance));
        Assert.Equal(SignatureVerdict.Future, Check(now: Known.SentAt - _futureTolerance - tick));
    }

    [Fact]
    public void Clocks_and_timestamps_at_the_ends_of_time_give_a_verdict()
    {
        Assert.Equal(SignatureVerdict.Future, Check(timestamp: "99999999999", now: DateTimeOffset.MinValue));
        Assert.Equal(SignatureVerdict.Stale, Check(timestamp: "1", now: DateTimeOffset.MaxValue));
        Assert.Equal(
            SignatureVerdict.Valid,
            WebhookSignature.CheckHeaders(
                Known.Id, "1", Known.SignatureA1, DateTimeOffset.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue).Verdict);
    }

    [Fact]
    public void Any_three_texts_give_a_verdict() =>
        Gen.Select(Gen.String, Gen.String, Gen.String).Sample((id, timestamp, signature) =>
            Assert.NotEqual(SignatureVerdict.Valid, Check(id: id, timestamp: timestamp, signature: signature)));

    [Fact]
    public void Headers_that_pass_are_handed_on_as_they_were_read()
    {
        var headers = Read();

        Assert.Equal((Known.Id, Known.Timestamp, Known.SentAt), (headers.Id, headers.Timestamp, headers.SentAt));
        Assert.Equal(Convert.FromBase64String(Known.SignatureA1), headers.Signatures);
    }

    [Fact]
    public void Headers_that_were_refused_hand_on_nothing() => Assert.All(
        [
            Read(id: ""),
            Read(timestamp: "1.0"),
            Read(signature: "junk"),
            Read(now: Known.SentAt.AddDays(30)),
            Read(now: Known.SentAt.AddDays(-1)),
            default,
        ],
        headers =>
        {
            Assert.Equal(("", "", default), (headers.Id, headers.Timestamp, headers.SentAt));
            Assert.True(headers.Signatures.IsEmpty);
        });

    [Theory]
    [InlineData("{0}, {1}")]
    [InlineData("{1}, {0}")]
    [InlineData("v1,{0}, v1,{1}")]
    [InlineData("{1} , {0}")]
    public void Both_signatures_of_headers_that_a_proxy_joined_are_tried(string form)
    {
        var other = Convert.ToBase64String(new byte[32]);
        var joined = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Known.SignatureA1, other);

        var signatures = Read(signature: joined).Signatures;

        Assert.Equal(64, signatures.Length);
        Assert.True(signatures.IndexOf(Convert.FromBase64String(Known.SignatureA1)) is 0 or 32);
    }

    private static SignatureVerdict Check(
        StringValues? id = null, StringValues? timestamp = null, StringValues? signature = null, DateTimeOffset? now = null) =>
        Read(id, timestamp, signature, now).Verdict;

    private static SignatureHeaders Read(
        StringValues? id = null, StringValues? timestamp = null, StringValues? signature = null, DateTimeOffset? now = null) =>
        WebhookSignature.CheckHeaders(
            id ?? Known.Id, timestamp ?? Known.Timestamp, signature ?? Known.SignatureA1, now ?? Known.SentAt,
            _tolerance, _futureTolerance);
}
