using System.Net;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Tests.Intake;

public sealed class ReceiptMeaningTests
{
    // Frozen: operators write alerts on these words, and the service counts its rates by them.
    private static readonly Dictionary<ReceiptStatus, string> _words = new()
    {
        [ReceiptStatus.Accepted] = "accepted",
        [ReceiptStatus.Skipped] = "skipped",
        [ReceiptStatus.Duplicate] = "duplicate",
        [ReceiptStatus.Quarantined] = "quarantined",
        [ReceiptStatus.NotStored] = "not-stored",
        [ReceiptStatus.MethodNotAllowed] = "method",
        [ReceiptStatus.Encoded] = "content-encoding",
        [ReceiptStatus.AmbiguousFraming] = "framing",
        [ReceiptStatus.BrokenFraming] = "framing",
        [ReceiptStatus.TooLarge] = "too-large",
        [ReceiptStatus.Busy] = "busy",
        [ReceiptStatus.Displaced] = "displaced",
        [ReceiptStatus.Slow] = "slow",
        [ReceiptStatus.RequiredHeader] = "required-header",
        [ReceiptStatus.SignatureMissing] = "signature-missing",
        [ReceiptStatus.SignatureRepeated] = "signature-repeated",
        [ReceiptStatus.SignatureMalformed] = "signature-malformed",
        [ReceiptStatus.SignatureMismatch] = "signature-mismatch",
        [ReceiptStatus.IdMalformed] = "id-malformed",
        [ReceiptStatus.TimestampMalformed] = "timestamp-malformed",
        [ReceiptStatus.TimestampStale] = "timestamp-stale",
        [ReceiptStatus.TimestampFuture] = "timestamp-future",
        [ReceiptStatus.TokenMissing] = "token-missing",
        [ReceiptStatus.TokenMalformed] = "token-malformed",
        [ReceiptStatus.TokenMismatch] = "token-mismatch",
        [ReceiptStatus.TokenExpired] = "token-expired",
        [ReceiptStatus.ApiVersion] = "api-version",
        [ReceiptStatus.Aborted] = "aborted",
    };

    private static IEnumerable<ReceiptMeaning> All => Enum.GetValues<ReceiptStatus>().Select(ReceiptMeaning.Of);

    [Fact]
    public void The_words_never_change() =>
        Assert.Equal(_words, Enum.GetValues<ReceiptStatus>().ToDictionary(status => status, status => ReceiptMeaning.Of(status).Word));

    [Fact]
    public void Every_status_has_its_row() => Assert.All(Enum.GetValues<ReceiptStatus>().Index(), status =>
    {
        Assert.Equal(status.Index, (int)status.Item); // the table is read by position
        var meaning = ReceiptMeaning.Of(status.Item);
        Assert.Matches("^[a-z]+(-[a-z]+)*$", meaning.Word);
        Assert.True(meaning.StatusCode is >= HttpStatusCode.OK || status.Item == ReceiptStatus.Aborted);
    });

    [Theory]
    [InlineData(200, "Accepted Duplicate Quarantined Skipped")]
    [InlineData(400, "AmbiguousFraming ApiVersion BrokenFraming")]
    [InlineData(401, "IdMalformed RequiredHeader SignatureMalformed SignatureMismatch SignatureMissing SignatureRepeated "
        + "TimestampFuture TimestampMalformed TimestampStale TokenExpired TokenMalformed TokenMismatch TokenMissing")]
    [InlineData(405, "MethodNotAllowed")]
    [InlineData(408, "Slow")]
    [InlineData(413, "TooLarge")]
    [InlineData(415, "Encoded")]
    [InlineData(503, "Busy Displaced NotStored")]
    [InlineData(0, "Aborted")]
    public void Each_status_code_stands_for_these_receipts(int statusCode, string expected) =>
        Assert.Equal(expected, Those(meaning => (int)meaning.StatusCode == statusCode));

    [Fact]
    public void Only_these_receipts_close_the_connection() =>
        Assert.Equal("AmbiguousFraming BrokenFraming Displaced Slow", Those(meaning => meaning.Closes));

    [Fact]
    public void Only_these_receipts_stored_something_new() => Assert.Equal("Accepted Quarantined Skipped", Those(meaning => meaning.IsNew));

    [Fact]
    public void What_is_quarantined_is_an_error_and_every_refusal_a_warning()
    {
        Assert.Equal("Quarantined", Those(meaning => meaning.Level == LogLevel.Error));
        Assert.Equal("Accepted Duplicate Skipped", Those(meaning => meaning.Level == LogLevel.Information));
        Assert.All(All.Where(meaning => meaning.StatusCode != HttpStatusCode.OK), meaning => Assert.Equal(LogLevel.Warning, meaning.Level));
    }

    [Fact]
    public void No_401_has_a_detail_of_its_own() =>
        Assert.All(All.Where(meaning => meaning.StatusCode == HttpStatusCode.Unauthorized), meaning => Assert.Null(meaning.Detail));

    [Fact]
    public void Every_verdict_on_a_signature_is_a_401_of_its_own() => Assert.Equal(
        Enum.GetValues<SignatureVerdict>().Length - 1, // all but Valid, which counts as a mismatch when it is asked for
        Enum.GetValues<SignatureVerdict>().Select(Receipt.Unauthorized).Select(receipt =>
        {
            Assert.Equal(HttpStatusCode.Unauthorized, receipt.StatusCode);
            return receipt.Status;
        }).Distinct().Count());

    [Fact]
    public void Every_verdict_on_a_token_is_a_401_of_its_own() => Assert.Equal(
        [ReceiptStatus.TokenMismatch, ReceiptStatus.TokenMismatch, ReceiptStatus.TokenMissing, ReceiptStatus.TokenMalformed,
            ReceiptStatus.TokenExpired],
        Enum.GetValues<TokenVerdict>().Select(Receipt.Unauthorized).Select(receipt => receipt.Status));

    [Fact]
    public void A_sender_is_not_told_that_its_delivery_was_skipped()
    {
        Assert.Equal("accepted", new Receipt(ReceiptStatus.Skipped).Answer);
        Assert.Equal("quarantined", new Receipt(ReceiptStatus.Quarantined).Answer);
    }

    [Fact]
    public void The_answer_to_a_wrong_version_says_which_are_right()
    {
        var receipt = Receipt.WrongApiVersion(["2.0", "2.1"], secretIndex: 1);

        Assert.Equal("The header API-Version must be 2.0 or 2.1.", receipt.Detail);
        Assert.Equal((ReceiptStatus.ApiVersion, 1), (receipt.Status, receipt.SecretIndex));
    }

    private static string Those(Func<ReceiptMeaning, bool> which) =>
        string.Join(' ', Enum.GetValues<ReceiptStatus>().Where(status => which(ReceiptMeaning.Of(status))).Select(status => $"{status}")
            .Order(StringComparer.Ordinal));
}
