using System.Net;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>A subscription's customHeaders, beside the signature and never in its place.</summary>
public sealed class RequiredHeaderTests : IClassFixture<RequiredHeaderTests.Fixture>
{
    private const string ConstantBody =
        """{"type":"about:blank","title":"Unauthorized","status":401,"detail":"The request is not signed as this subscription expects."}""";

    private readonly RunningReceiver _receiver;

    public RequiredHeaderTests(Fixture fixture) => _receiver = fixture.Receiver;

    public static TheoryData<string, string[], string[]> Wrong => new()
    {
        { "both missing", [], [] },
        { "the one missing", [], [Fixture.FileValue] },
        { "the other missing", [Fixture.Value], [] },
        { "empty", [""], [Fixture.FileValue] },
        { "wrong", ["hunter3"], [Fixture.FileValue] },
        { "other letter case", [Fixture.Value.ToUpperInvariant()], [Fixture.FileValue] },
        { "longer", [Fixture.Value + "x"], [Fixture.FileValue] },
        { "repeated", [Fixture.Value, Fixture.Value], [Fixture.FileValue] },
        { "repeated, one wrong", [Fixture.Value, "x"], [Fixture.FileValue] },
        { "two values in one line", [Fixture.Value + ", " + Fixture.Value], [Fixture.FileValue] },
        { "exchanged", [Fixture.FileValue], [Fixture.Value] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_required_header_that_is_missing_repeated_or_wrong_gets_the_constant_401(
        string how, string[] values, string[] fileValues)
    {
        Assert.NotEmpty(how);
        var delivery = With(values, fileValues);

        var answer = await _receiver.SendAsync(delivery);

        Assert.Equal((HttpStatusCode.Unauthorized, ConstantBody), (answer.StatusCode, answer.Body));
        Assert.Null(_receiver.StateOf(delivery.Id));
    }

    [Fact]
    public async Task The_right_headers_let_a_signed_delivery_pass_and_only_a_signed_one()
    {
        Assert.Equal("accepted", (await _receiver.SendAsync(With([Fixture.Value], [Fixture.FileValue]))).Status);

        var forged = With([Fixture.Value], [Fixture.FileValue]);
        forged.SignedWith = TestDelivery.OtherSecret;
        Assert.Equal(HttpStatusCode.Unauthorized, (await _receiver.SendAsync(forged)).StatusCode);
    }

    [Fact]
    public async Task The_reason_is_in_the_log_and_no_value_is()
    {
        using var receiver = new RunningReceiver(new() { ["Subscriptions:spotnana:RequiredHeaders:X-Key"] = Fixture.Value });

        var refused = await receiver.SendAsync(With(["hunter3"], []));
        var accepted = await receiver.SendAsync(With([Fixture.Value], []));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, accepted.StatusCode));
        Assert.Contains("401 \"required-header\"", receiver.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", receiver.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_checked_before_the_body_is_read()
    {
        var body = new ObservedContent();
        var delivery = With([], []);
        var more = delivery.Change;
        delivery.Change = request =>
        {
            more(request);
            (request.Content, request.Headers.ExpectContinue) = (body, true);
        };

        Assert.Equal(HttpStatusCode.Unauthorized, (await _receiver.SendAsync(delivery)).StatusCode);
        Assert.False(body.WasSent);
    }

    private static TestDelivery With(string[] values, string[] fileValues) => new()
    {
        Change = request =>
        {
            foreach (var value in values)
                request.Headers.TryAddWithoutValidation("x-key", value);
            foreach (var value in fileValues)
                request.Headers.TryAddWithoutValidation("X-File-Key", value);
        },
    };

    public sealed class Fixture : IDisposable
    {
        public const string Value = "hunter2";
        public const string FileValue = "Bearer correct horse";

        private readonly SecretVolume _volume = new(("key", $" {FileValue}\n"));

        public Fixture() => Receiver = new(new()
        {
            ["Subscriptions:spotnana:RequiredHeaders:X-Key"] = Value,
            ["Subscriptions:spotnana:RequiredHeaderFiles:X-File-Key"] = _volume.PathOf("key"),
        });

        public RunningReceiver Receiver { get; }

        public void Dispose()
        {
            Receiver.Dispose();
            _volume.Dispose();
        }
    }
}
