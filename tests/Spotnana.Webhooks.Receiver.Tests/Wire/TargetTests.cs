using System.Text;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Wire;

/// <summary>A target that two servers could take for different paths is refused before routing reads it, on both listeners.</summary>
public sealed class TargetTests(WireTest.Fixture fixture) : WireTest(fixture)
{
    [Theory]
    [InlineData("/webhooks/../webhooks/spotnana")]
    [InlineData("/webhooks/%2e%2e/webhooks/spotnana")]
    [InlineData("/webhooks/%2E./webhooks/spotnana")]
    [InlineData("/webhooks/.%2e/webhooks/spotnana")]
    [InlineData("/webhooks/./spotnana")]
    [InlineData("/webhooks/%2e/spotnana")]
    [InlineData("/webhooks/spotnana/.")]
    [InlineData("/webhooks/spotnana/x/..?a=b")]
    [InlineData("/../webhooks/spotnana")]
    [InlineData("http://webhooks.example/x/../webhooks/spotnana")]
    [InlineData("http://webhooks.example/x/%2e%2e/webhooks/spotnana")]
    [InlineData(@"http://webhooks.example/x\..\webhooks/spotnana")]
    [InlineData("http://webhooks.example/webhooks/spotnana/x/..#y")]
    [InlineData("/webhooks%2Fspotnana")]
    [InlineData("/webhooks%2fspotnana")]
    [InlineData("/webhooks/spotnana%2F")]
    [InlineData("http://webhooks.example/webhooks%2Fspotnana")]
    public async Task A_delivery_to_a_target_that_could_be_another_gets_400(string target)
    {
        var request = new RawRequest { RequestLine = $"POST {target} HTTP/1.1" };
        await IsRefusedAsync(400, request, request.Bytes());
    }

    [Theory]
    [InlineData("/webhooks/spotnana")]
    [InlineData("/webhooks/spotnana?next=/a/../b%2F..")]
    [InlineData("/webhooks/%73potnana")]
    [InlineData("http://webhooks.example/webhooks/spotnana")]
    public async Task A_delivery_to_a_plain_target_is_stored(string target)
    {
        var request = new RawRequest { RequestLine = $"POST {target} HTTP/1.1" };
        await IsStoredAsync("accepted", request, request.Bytes());
    }

    [Theory]
    [InlineData("POST", "/api/deliveries/../redrive")]
    [InlineData("POST", "/api/deliveries/%2e%2e/redrive")]
    [InlineData("POST", "/api/deliveries/%2E./redrive")]
    [InlineData("POST", "/api/deliveries/./redrive")]
    [InlineData("GET", "/api/deliveries/..")]
    [InlineData("GET", "/api/deliveries/%2e?limit=1")]
    [InlineData("GET", "/health/x/../live")]
    [InlineData("GET", "/no/such/../path")]
    [InlineData("POST", "http://localhost/api/deliveries/%2e%2e/redrive")]
    [InlineData("POST", "http://localhost/api/deliveries/x%2Fy/redrive")]
    public async Task A_call_to_a_target_that_could_be_another_gets_400(string method, string target)
    {
        var answer = await CallAsync(method, target);

        Assert.Equal(400, answer?.StatusCode);
        Assert.Equal("application/problem+json", answer!.Headers["Content-Type"]);
        Assert.Contains("Send the path that you mean.", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.Audit(), line => line.Contains("redrive", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/deliveries/a%2F..%2Fb", 404)]
    [InlineData("/api/deliveries/...", 404)]
    [InlineData("/api/deliveries/%252e%252e", 404)]
    [InlineData("/api/deliveries/-?id=..", 404)]
    [InlineData("/health/live", 200)]
    public async Task A_call_to_a_plain_target_is_answered(string target, int statusCode) =>
        Assert.Equal(statusCode, (await CallAsync("GET", target))?.StatusCode);

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    public async Task An_id_of_dots_only_gets_401(string id)
    {
        var request = new RawRequest { Id = id };
        await IsRefusedAsync(401, request, request.Bytes());
    }

    private async Task<RawAnswer?> CallAsync(string method, string target)
    {
        using var connection = await RawConnection.OpenAsync(Receiver.ManagementUrl);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        return await connection.ReadAsync();
    }
}
