using System.Net;
using System.Text;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Whoever does not hold a secret gets one short constant answer.</summary>
public sealed class SignatureRefusalTests : IClassFixture<SignatureRefusalTests.Fixture>
{
    private const string Id = "x-spotnana-webhook-id";
    private const string Timestamp = "x-spotnana-webhook-timestamp";
    private const string Signature = "x-spotnana-webhook-signature";
    private const string ConstantBody =
        """{"type":"about:blank","title":"Unauthorized","status":401,"detail":"The request is not signed as this subscription expects."}""";

    private readonly RunningReceiver _receiver;

    public SignatureRefusalTests(Fixture fixture) => _receiver = fixture.Receiver;

    public static TheoryData<string, Action<TestDelivery>> Cases => new()
    {
        { "id missing", With(Id) },
        { "timestamp missing", With(Timestamp) },
        { "signature missing", With(Signature) },
        { "id empty", With(Id, "") },
        { "id twice", With(Id, "msg_a", "msg_a") },
        { "id too long", With(Id, new string('a', 257)) },
        { "id with a control character", With(Id, "msg\t1") },
        { "timestamp twice", With(Timestamp, "1772473087", "1772473087") },
        { "timestamp with a sign", With(Timestamp, "+1772473087") },
        { "timestamp with leading zeros", With(Timestamp, "0001") },
        { "timestamp with a fraction", With(Timestamp, "1772473087.0") },
        { "timestamp of 30 digits", With(Timestamp, new string('9', 30)) },
        { "signature twice", With(Signature, "AAAA", "AAAA") },
        { "signature not Base64", With(Signature, "v1,%%%") },
        { "signature too short", With(Signature, "v1,AAAA") },
        { "signature of another version only", With(Signature, "v1a," + Convert.ToBase64String(new byte[32])) },
        { "signature of nothing", With(Signature, Convert.ToBase64String(new byte[32])) },
        { "signed with another secret", delivery => delivery.SignedWith = TestDelivery.OtherSecret },
        { "timestamp older than the tolerance", delivery => delivery.SentAt = DateTimeOffset.UtcNow.AddDays(-15).AddMinutes(-1) },
        { "timestamp in the future", delivery => delivery.SentAt = DateTimeOffset.UtcNow.AddMinutes(7) },
        {
            "body changed after signing",
            delivery => delivery.Change = request => request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("{}"))
        },
        { "body emptied", delivery => delivery.Change = request => request.Content = new ByteArrayContent([]) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_reason_gets_the_same_401(string reason, Action<TestDelivery> spoil)
    {
        Assert.NotEmpty(reason);
        var delivery = new TestDelivery();
        spoil(delivery);

        var answer = await _receiver.SendAsync(delivery);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(ConstantBody, answer.Body);
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Null(_receiver.StateOf(delivery.Id));
    }

    [Fact]
    public async Task A_signature_that_is_refused_by_its_headers_is_answered_before_the_body_is_read()
    {
        // A client that asks first sends its body only when the server starts to read it.
        var body = new ObservedContent();
        var delivery = new TestDelivery { SentAt = DateTimeOffset.UtcNow.AddDays(-30) };
        delivery.Change = request => (request.Content, request.Headers.ExpectContinue) = (body, true);

        using var request = delivery.Request();
        using var response = await _receiver.Webhooks.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.False(body.WasSent);
    }

    [Fact]
    public async Task Any_secret_of_the_subscription_verifies_and_the_log_says_which()
    {
        var delivery = new TestDelivery { SignedWith = Fixture.SecondSecret };

        Assert.Equal("accepted", (await _receiver.SendAsync(delivery)).Status);

        var line = await _receiver.Log.LineAsync(
            line => line.MessageTemplate.Text.StartsWith("Received", StringComparison.Ordinal) && CapturedLog.IsOf(line, delivery.Id));
        Assert.Equal("1", line.Properties["SecretIndex"].ToString());
    }

    [Fact]
    public async Task A_good_token_counts_beside_junk_and_with_or_without_its_prefix()
    {
        foreach (var form in (string[])["{0}", "v1,{0}", "junk v1a,xyz v1,%% {0}", "v1,{0} v1,AAAA"])
        {
            var delivery = new TestDelivery { Change = request => Rewrite(request, form) };
            Assert.Equal("accepted", (await _receiver.SendAsync(delivery)).Status);
        }
    }

    [Fact]
    public async Task A_delivery_for_one_subscription_is_refused_by_another()
    {
        var delivery = new TestDelivery();
        Assert.Equal(HttpStatusCode.Unauthorized, (await _receiver.SendAsync(delivery, "/hooks/tmc")).StatusCode);

        delivery.SignedWith = TestDelivery.OtherSecret;
        Assert.Equal("accepted", (await _receiver.SendAsync(delivery, "/hooks/tmc")).Status);
    }

    [Fact]
    public async Task The_same_id_in_two_subscriptions_is_two_deliveries()
    {
        var first = new TestDelivery { Id = "msg_shared" };
        var second = new TestDelivery { Id = "msg_shared", SignedWith = TestDelivery.OtherSecret };

        Assert.Equal("accepted", (await _receiver.SendAsync(first)).Status);
        Assert.Equal("accepted", (await _receiver.SendAsync(second, "/hooks/tmc")).Status);
    }

    [Fact]
    public async Task A_forged_delivery_does_not_burn_its_id()
    {
        var forged = new TestDelivery { Id = "msg_wanted", SignedWith = TestDelivery.OtherSecret };
        Assert.Equal(HttpStatusCode.Unauthorized, (await _receiver.SendAsync(forged)).StatusCode);

        Assert.Equal("accepted", (await _receiver.SendAsync(new TestDelivery { Id = "msg_wanted" })).Status);
    }

    private static Action<TestDelivery> With(string header, params string[] values) => delivery => delivery.Change = request =>
    {
        request.Headers.Remove(header);
        foreach (var value in values)
            request.Headers.TryAddWithoutValidation(header, value);
    };

    private static void Rewrite(HttpRequestMessage request, string form)
    {
        var signature = request.Headers.GetValues(Signature).Single();
        request.Headers.Remove(Signature);
        request.Headers.TryAddWithoutValidation(Signature, form.Replace("{0}", signature, StringComparison.Ordinal));
    }

    public sealed class Fixture : IDisposable
    {
        public const string SecondSecret = "whsec_bm90LXRoZS1maXJzdC1vbmUtYnV0LXRoZS1zZWNvbmQ=";

        public RunningReceiver Receiver { get; } = new(new()
        {
            ["Subscriptions:spotnana:Secrets:1"] = SecondSecret,
            ["Subscriptions:tmc:Path"] = "/hooks/tmc",
            ["Subscriptions:tmc:Secrets:0"] = TestDelivery.OtherSecret,
        });

        public void Dispose() => Receiver.Dispose();
    }
}
