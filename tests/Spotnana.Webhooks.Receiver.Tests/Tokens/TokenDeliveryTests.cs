using System.Net;
using System.Text.Json;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Tokens;

/// <summary>Deliveries that carry a token in place of a signature, on a path that accepts both.</summary>
public sealed class TokenDeliveryTests : IClassFixture<TokenDeliveryTests.Fixture>
{
    private const string OtherPath = "/webhooks/other";
    private const string OtherSecret = "another client's secret";
    private const string ConstantBody =
        """{"type":"about:blank","title":"Unauthorized","status":401,"detail":"The request is not signed as this subscription expects."}""";

    private static readonly string[] _signatureHeaders =
        ["x-spotnana-webhook-id", "x-spotnana-webhook-timestamp", "x-spotnana-webhook-signature"];

    private readonly RunningReceiver _receiver;

    public TokenDeliveryTests(Fixture fixture) => _receiver = fixture.Receiver;

    [Fact]
    public async Task A_token_is_as_good_as_a_signature_and_the_id_is_the_digest_of_the_body()
    {
        var delivery = TokenCalls.WithToken($"Bearer {await _receiver.TokenAsync()}");

        var answer = await _receiver.SendAsync(delivery);

        Assert.Equal(
            (HttpStatusCode.OK, $$"""{"status":"accepted","id":"{{delivery.Id}}"}"""), (answer.StatusCode, answer.Body));
        await _receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);
        var line = await _receiver.Log.LineAsync(
            line => line.MessageTemplate.Text.StartsWith("Received", StringComparison.Ordinal) && CapturedLog.IsOf(line, delivery.Id));
        Assert.Equal("1", line.Properties["SecretIndex"].ToString());
    }

    [Fact]
    public async Task The_same_bytes_are_a_duplicate_by_whatever_token()
    {
        var body = TokenCalls.NewBody();

        Assert.Equal("accepted", (await _receiver.SendAsync(TokenCalls.WithToken($"Bearer {await _receiver.TokenAsync()}", body))).Status);
        Assert.Equal("duplicate", (await _receiver.SendAsync(TokenCalls.WithToken($"Bearer {await _receiver.TokenAsync()}", body))).Status);
    }

    [Fact]
    public async Task What_is_no_envelope_is_kept_and_what_is_of_another_version_is_told_so()
    {
        var authorization = $"Bearer {await _receiver.TokenAsync()}";
        var otherVersion = TokenCalls.WithToken(authorization);
        otherVersion.ApiVersion = "1.0";

        Assert.Equal("quarantined", (await _receiver.SendAsync(TokenCalls.WithToken(authorization, "no envelope"u8.ToArray()))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _receiver.SendAsync(otherVersion)).StatusCode);
    }

    [Fact]
    public async Task Many_tokens_asked_for_at_once_are_valid_at_once()
    {
        var tokens = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _receiver.TokenAsync()));
        var answers = await Task.WhenAll(tokens.Select(token => _receiver.SendAsync(TokenCalls.WithToken($"Bearer {token}"))));

        Assert.Equal(50, tokens.Distinct().Count());
        Assert.All(answers, answer => Assert.Equal("accepted", answer.Status));
    }

    [Fact]
    public async Task Every_reason_gets_the_same_401()
    {
        var token = await _receiver.TokenAsync();
        var foreign = await _receiver.TokenAsync(OtherSecret, OtherPath + "/oauth/token");
        Assert.Equal("accepted", (await _receiver.SendAsync(TokenCalls.WithToken($"Bearer {foreign}"), OtherPath)).Status);
        var (first, last) = (token[0] == 'B' ? 'C' : 'B', token[^1] == 'B' ? 'C' : 'B');
        Dictionary<string, string?> reasons = new()
        {
            ["token-missing"] = null,
            ["token-malformed"] = $"Basic {token}",
            ["token-mismatch"] = $"Bearer {foreign}",
        };

        var bodies = new List<Answer>();
        foreach (var (reason, authorization) in reasons)
        {
            bodies.Add(await _receiver.SendAsync(TokenCalls.WithToken(authorization)));
            await _receiver.Log.LineAsync(line => line.RenderMessage(null).Contains($"401 \"{reason}\"", StringComparison.Ordinal));
        }

        foreach (var authorization in (string[])
            ["Bearer", "Bearer x", $"Bearer {first}{token[1..]}", $"Bearer {token[..^1]}{last}", $"Bearer {token}, Bearer {token}", token])
        {
            bodies.Add(await _receiver.SendAsync(TokenCalls.WithToken(authorization)));
        }

        bodies.Add(await _receiver.SendAsync(new TestDelivery { SignedWith = TestDelivery.OtherSecret }));
        Assert.All(bodies, answer =>
        {
            Assert.Equal((HttpStatusCode.Unauthorized, ConstantBody), (answer.StatusCode, answer.Body));
            Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
            Assert.Equal(bodies[0].Response.Headers.Select(header => header.Key), answer.Response.Headers.Select(header => header.Key));
        });
    }

    [Fact]
    public async Task A_token_that_has_expired_is_refused()
    {
        using var receiver = new RunningReceiver(TokenCalls.Settings(("Subscriptions:spotnana:OAuth:TokenLifetime", "00:00:02")));
        var answer = await receiver.AskAsync();
        var json = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal(2, json.GetProperty("expires_in").GetInt32());
        var authorization = $"Bearer {json.GetProperty("access_token").GetString()}";
        Assert.Equal("accepted", (await receiver.SendAsync(TokenCalls.WithToken(authorization))).Status);

        await Wait.UntilAsync(
            async () => (await receiver.SendAsync(TokenCalls.WithToken(authorization))).StatusCode == HttpStatusCode.Unauthorized);

        await receiver.Log.LineAsync(line => line.RenderMessage(null).Contains("401 \"token-expired\"", StringComparison.Ordinal));
        Assert.Equal("accepted", (await receiver.SendAsync(TokenCalls.WithToken($"Bearer {await receiver.TokenAsync()}"))).Status);
    }

    [Fact]
    public async Task Both_schemes_live_on_one_path_and_a_signature_is_judged_as_a_signature()
    {
        var authorization = $"Bearer {await _receiver.TokenAsync()}";
        Assert.Equal("accepted", (await _receiver.SendAsync(new TestDelivery())).Status);

        // A right signature is enough, whatever the token; its id counts.
        var both = new TestDelivery { Change = request => request.Headers.TryAddWithoutValidation("Authorization", "Bearer wrong") };
        Assert.Contains(both.Id, (await _receiver.SendAsync(both)).Body, StringComparison.Ordinal);

        var wrong = new TestDelivery { SignedWith = TestDelivery.OtherSecret, Change = AddToken };
        Assert.Equal(HttpStatusCode.Unauthorized, (await _receiver.SendAsync(wrong)).StatusCode);
        var stale = new TestDelivery { SentAt = DateTimeOffset.UtcNow.AddDays(-30), Change = AddToken };
        Assert.Equal(HttpStatusCode.Unauthorized, (await _receiver.SendAsync(stale)).StatusCode);
        foreach (var only in _signatureHeaders)
        {
            var one = new TestDelivery
            {
                Change = request =>
                {
                    foreach (var header in _signatureHeaders.Where(header => header != only))
                        request.Headers.Remove(header);
                    AddToken(request);
                },
            };
            Assert.Equal(HttpStatusCode.Unauthorized, (await _receiver.SendAsync(one)).StatusCode);
        }

        void AddToken(HttpRequestMessage request) => request.Headers.TryAddWithoutValidation("Authorization", authorization);
    }

    [Fact]
    public async Task A_wrong_token_is_refused_before_the_body_is_read()
    {
        var body = new ObservedContent();
        var delivery = TokenCalls.WithToken("Bearer wrong");
        var withoutSignature = delivery.Change;
        delivery.Change = request =>
        {
            withoutSignature(request);
            (request.Content, request.Headers.ExpectContinue) = (body, true);
        };

        using var request = delivery.Request();
        using var response = await _receiver.Webhooks.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.False(body.WasSent);
    }

    [Fact]
    public async Task Required_headers_are_required_with_a_token_too()
    {
        using var receiver = new RunningReceiver(TokenCalls.Settings(("Subscriptions:spotnana:RequiredHeaders:X-Tenant", "acme")));
        var delivery = TokenCalls.WithToken($"Bearer {await receiver.TokenAsync()}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await receiver.SendAsync(delivery)).StatusCode);

        var withoutSignature = delivery.Change;
        delivery.Change = request =>
        {
            withoutSignature(request);
            request.Headers.Add("X-Tenant", "acme");
        };
        Assert.Equal("accepted", (await receiver.SendAsync(delivery)).Status);
    }

    [Fact]
    public async Task A_client_is_enough_and_then_no_signature_is_right()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await _receiver.SendAsync(new TestDelivery(), OtherPath)).StatusCode);

        var token = await _receiver.TokenAsync(OtherSecret, OtherPath + "/oauth/token");
        Assert.Equal("accepted", (await _receiver.SendAsync(TokenCalls.WithToken($"Bearer {token}"), OtherPath)).Status);
    }

    public sealed class Fixture : IDisposable
    {
        public RunningReceiver Receiver { get; } = new(TokenCalls.Settings(
            ("Subscriptions:other:OAuth:Enabled", "true"),
            ("Subscriptions:other:OAuth:ClientId", TokenCalls.ClientId),
            ("Subscriptions:other:OAuth:ClientSecret", OtherSecret)));

        public void Dispose() => Receiver.Dispose();
    }
}
