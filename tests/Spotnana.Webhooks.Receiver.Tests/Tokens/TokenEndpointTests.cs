using System.Net;
using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Tokens;

/// <summary>Where the client of a subscription gets tokens.</summary>
public sealed class TokenEndpointTests : IClassFixture<TokenEndpointTests.Fixture>
{
    private const string Right = "grant_type=client_credentials&client_id=spotnana&client_secret=correct+horse+%26+battery%2bstaple";

    private readonly RunningReceiver _receiver;

    public TokenEndpointTests(Fixture fixture) => _receiver = fixture.Receiver;

    public static TheoryData<string, int, string> Refusals => new()
    {
        { Right.Replace("staple", "stable", StringComparison.Ordinal), 401, "invalid_client" },
        { Right.Replace("=spotnana", "=SPOTNANA", StringComparison.Ordinal), 401, "invalid_client" },
        { Right.Replace("=spotnana", "=nobody", StringComparison.Ordinal), 401, "invalid_client" },
        { "grant_type=client_credentials&client_id=spotnana", 401, "invalid_client" },
        { "grant_type=client_credentials", 401, "invalid_client" },
        { Right.Replace("client_credentials", "password", StringComparison.Ordinal), 400, "unsupported_grant_type" },
        { Right.Replace("client_credentials", "CLIENT_CREDENTIALS", StringComparison.Ordinal), 400, "unsupported_grant_type" },
        { "", 400, "invalid_request" },
        { "{\"grant_type\":\"client_credentials\"}", 400, "invalid_request" },
        { "client_id=spotnana&client_secret=x", 400, "invalid_request" },
        { Right + "&client_id=spotnana", 400, "invalid_request" },
        { Right + "&padding=" + new string('x', 4096), 413, "invalid_request" },
    };

    [Theory]
    [InlineData(Right)]
    [InlineData(Right + "&scope=all")]
    public async Task The_right_client_gets_a_token_that_nobody_may_store(string form)
    {
        var answer = await _receiver.AskAsync(TokenCalls.Form(Encoding.UTF8.GetBytes(form)));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Matches("""^\{"access_token":"[A-Za-z0-9_-]{76}","token_type":"Bearer","expires_in":3600\}$""", answer.Body);
        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("no-cache", answer.Header("Pragma"));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Anything_else_is_refused_as_RFC_6749_says(string form, int status, string error)
    {
        var answer = await _receiver.AskAsync(TokenCalls.Form(Encoding.UTF8.GetBytes(form)));

        AssertError(answer, status, error);
    }

    [Fact]
    public async Task An_unknown_client_and_a_wrong_secret_get_the_same_answer()
    {
        var unknown = await _receiver.AskAsync(id: "nobody");
        var wrong = await _receiver.AskAsync(secret: "wrong");

        Assert.Equal((unknown.StatusCode, unknown.Body), (wrong.StatusCode, wrong.Body));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Another_content_type_is_malformed(string contentType) =>
        AssertError(await _receiver.AskAsync(TokenCalls.Form(Encoding.UTF8.GetBytes(Right), contentType)), 400, "invalid_request");

    [Fact]
    public async Task Only_a_POST_gets_a_token()
    {
        var answer = await _receiver.AskAsync(TokenCalls.Form(Encoding.UTF8.GetBytes(Right)), HttpMethod.Put);

        AssertError(answer, 405, "invalid_request");
        Assert.Equal("POST", answer.Header("Allow"));
        Assert.Equal(
            HttpStatusCode.MethodNotAllowed, (await _receiver.GetAsync($"{TokenCalls.Path}?{Right}")).StatusCode);
    }

    [Fact]
    public async Task A_form_whose_end_is_not_certain_closes_the_connection()
    {
        using var connection = await RawConnection.OpenAsync(_receiver.WebhooksUrl);
        await connection.SendAsync(
            $"POST {TokenCalls.Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + $"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n{Right.Length:x}\r\n{Right}\r\n0\r\n\r\n");

        var answer = await connection.ReadAsync();

        Assert.Equal((400, "close"), (answer?.StatusCode, answer?.Headers["Connection"]));
        Assert.DoesNotContain("access_token", answer!.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_announced_length_is_read_no_further_than_allowed()
    {
        using var connection = await RawConnection.OpenAsync(_receiver.WebhooksUrl);
        await connection.SendAsync(
            $"POST {TokenCalls.Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + $"Transfer-Encoding: chunked\r\n\r\n{4097:x}\r\n{new string('x', 4097)}\r\n");

        Assert.Equal(413, (await connection.ReadAsync())?.StatusCode);
    }

    [Fact]
    public async Task It_is_on_the_webhooks_listener_alone()
    {
        using var form = TokenCalls.Form(Encoding.UTF8.GetBytes(Right));
        var answer = await _receiver.Management.PostAsync(new Uri(TokenCalls.Path, UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task It_is_off_unless_it_is_enabled_and_then_a_token_counts_for_nothing()
    {
        using var plain = new RunningReceiver();

        Assert.Equal(HttpStatusCode.NotFound, (await plain.AskAsync()).StatusCode);
        var refused = await plain.SendAsync(TokenCalls.WithToken($"Bearer {await _receiver.TokenAsync()}"));
        Assert.Equal((HttpStatusCode.Unauthorized, null), (refused.StatusCode, refused.Header("WWW-Authenticate")));
        await plain.Log.LineAsync(line => line.RenderMessage(null).Contains("signature-missing", StringComparison.Ordinal));
    }

    private static void AssertError(Answer answer, int status, string error)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var json = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal(error, json.GetProperty("error").GetString());
        Assert.NotEmpty(json.GetProperty("error_description").GetString()!);
    }

    public sealed class Fixture : IDisposable
    {
        public RunningReceiver Receiver { get; } = new(TokenCalls.Settings());

        public void Dispose() => Receiver.Dispose();
    }
}
