using System.Net;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>Which right opens which call, and whose name stands in the audit log.</summary>
public sealed class ApiRightsTests
{
    private static readonly string[] _rights = ["metrics", "read", "payloads", "operate", "erase"];

    [Theory]
    [InlineData("GET", "/api/deliveries", "read")]
    [InlineData("GET", "/api/deliveries?key=msg", "read")]
    [InlineData("GET", "/api/deliveries/msg", "read")]
    [InlineData("GET", "/api/deliveries/msg/payload", "payloads")]
    [InlineData("GET", "/api/subjects/pnr/6104417720", "read")]
    [InlineData("GET", "/api/subjects/pnr/6104417720/state?known=2999-01-01", "payloads")]
    [InlineData("POST", "/api/deliveries/msg/redrive", "operate")]
    [InlineData("POST", "/api/redrive?dryRun=true", "operate")]
    [InlineData("GET", "/api/handlers", "read")]
    [InlineData("POST", "/api/handlers/log/pause", "operate")]
    [InlineData("POST", "/api/handlers/log/resume", "operate")]
    [InlineData("POST", "/api/handlers/log/discard", "operate")]
    [InlineData("POST", "/api/handlers/log/try", "operate")]
    [InlineData("POST", "/api/deliveries/a/discard", "operate")]
    [InlineData("GET", "/api/stats", "read")]
    [InlineData("GET", "/api/erasures", "read")]
    [InlineData("GET", "/api/erasures/none", "read")]
    [InlineData("DELETE", "/api/payloads?subject=pnr/1", "erase")]
    [InlineData("GET", "/api/audit", "read")]
    [InlineData("POST", "/api/rekey", "operate")]
    [InlineData("GET", "/api/rekey", "operate")]
    [InlineData("GET", "/api/keeping", "read")]
    public async Task Each_call_opens_by_its_own_right_only_and_by_no_other_listener(string method, string target, string right)
    {
        using var receiver = new RunningReceiver(_rights.SelectMany(name => new Dictionary<string, string?>
        {
            [$"Management:Keys:by-{name}:Key"] = KeyOf(name),
            [$"Management:Keys:by-{name}:Rights:0"] = name,
        }).ToDictionary());
        await receiver.SendAsync(new TestDelivery { Id = "msg" });

        foreach (var held in _rights)
        {
            var answer = await receiver.CallAsync(new HttpMethod(method), target, KeyOf(held));
            if (held == right)
                Assert.NotEqual(HttpStatusCode.Forbidden, answer.StatusCode);
            else
                Assert.Contains($"right {right}", answer.Problem(HttpStatusCode.Forbidden), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await receiver.CallAsync(new HttpMethod(method), target)).StatusCode);
        using var outside = new HttpRequestMessage(new HttpMethod(method), target);
        Assert.Equal(HttpStatusCode.NotFound, (await receiver.Webhooks.SendAsync(outside)).StatusCode);
        Assert.Equal(method != "GET" || right == "payloads" ? 1 : 0, receiver.Audit().Length);
        Assert.All(receiver.Audit(), line => Assert.StartsWith($"by-{right} ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_audit_log_is_written_even_where_the_log_is_set_to_errors_only()
    {
        using var receiver = new RunningReceiver(new() { ["Serilog:MinimumLevel:Default"] = "Error" });

        await receiver.OrderAsync("/api/handlers/log/pause");

        Assert.Equal(["local pause log: paused"], receiver.Audit());
        Assert.DoesNotContain("is registered", receiver.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_keys_payloads_are_refused_outside_Development()
    {
        using var receiver = new RunningReceiver();
        await receiver.SendAsync(new TestDelivery { Id = "msg" });

        Assert.Contains(
            "right payloads", (await receiver.AskAsync("/api/deliveries/msg/payload")).Problem(HttpStatusCode.Forbidden),
            StringComparison.Ordinal);
        Assert.Equal("msg", (await receiver.AskAsync("/api/deliveries/msg")).Json().Text("id"));
    }

    private static string KeyOf(string right) => $"{right}-0123456789abcdef";
}
