using System.Net;
using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Receiver.Tests.Telemetry;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>Deliveries are found by what somebody has in hand, and nothing tells what that was.</summary>
[Collection(OneService.Name)]
public sealed class FindCallTests : IDisposable
{
    private const string Email = "avery.example@example.com";
    private const string Settled = "SELECT keys FROM erasure_place";

    private readonly RunningReceiver _receiver = new(new() { ["Serilog:MinimumLevel:Default"] = "Verbose" });

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public async Task What_was_answered_200_is_found_at_once_and_after_its_keys_are_written_by_both_calls_and_the_tool()
    {
        var ticketed = new TestDelivery { Body = WebhookSample.Get("pnr-v3.booking-ticketed.air").Body.ToArray() };
        var task = new TestDelivery { Body = WebhookSample.Get("agent-task-details.task-create").Body.ToArray() };
        await _receiver.SendAsync(ticketed);
        await _receiver.SendAsync(task);

        await CheckAsync();
        await _receiver.EventuallyAsync(Settled, 2L);
        await CheckAsync();

        async Task CheckAsync()
        {
            Assert.Equal([task.Id, ticketed.Id], (await FindAsync(new { key = Email.ToUpperInvariant() })).Json().Ids());
            var asked = await _receiver.AskAsync($"/api/deliveries?key={Uri.EscapeDataString(Email)}");
            Assert.Equal([task.Id, ticketed.Id], asked.Json().Ids());
            Assert.Equal([ticketed.Id], (await FindAsync(new { key = "0167489900311" })).Json().Ids());
            Assert.Empty((await FindAsync(new { key = "016748990031" })).Json().Ids());

            var first = (await FindAsync(new { key = Email, limit = 1 })).Json();
            Assert.Equal([task.Id], first.Ids());
            var second = (await FindAsync(new { key = Email, limit = 1, cursor = first.Text("next") })).Json();
            Assert.Equal([ticketed.Id], second.Ids());
            Assert.Null(second.Text("next"));

            var found = await ToolCall.RunAsync(_receiver, "inbox", "find", Email, "--limit", "1");
            Assert.Contains(task.Id, found.Out, StringComparison.Ordinal);
            Assert.DoesNotContain(ticketed.Id, found.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_log_line_no_trace_and_no_audit_line_shows_what_was_looked_for()
    {
        using var spans = new CapturedSpans();
        var delivery = new TestDelivery { Body = WebhookSample.Get("pnr-v3.booking-ticketed.air").Body.ToArray() };
        await _receiver.SendAsync(delivery);

        await FindAsync(new { key = Email });
        await _receiver.AskAsync($"/api/deliveries?key={Email}");
        await _receiver.AskAsync($"/api/deliveries?key={Email}&state=dead");
        await _receiver.AskAsync($"/api/deliveries?key={Email}&limit={Email}");
        await FindAsync(new { key = Email, more = Email });
        await _receiver.EventuallyAsync(Settled, 1L);

        Assert.Empty(_receiver.Audit());
        Assert.DoesNotContain("avery", _receiver.Log.Text, StringComparison.OrdinalIgnoreCase);
        var servers = await spans.ServersAsync(6);
        Assert.DoesNotContain(
            servers.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains("avery", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"key":""}""")]
    [InlineData("""{"key":"a","more":"b"}""")]
    [InlineData("""{"key":"a","limit":0}""")]
    [InlineData("""{"key":"a","limit":1001}""")]
    [InlineData("""{"key":"a","cursor":"nonsense"}""")]
    [InlineData("""["a"]""")]
    [InlineData("a")]
    [InlineData("")]
    public async Task A_body_that_names_no_key_or_more_is_refused_and_told_what_is_wanted(string body) => Assert.Contains(
        """{"key":"…"}""", (await PostAsync(body)).Problem(HttpStatusCode.BadRequest), StringComparison.Ordinal);

    [Theory]
    [InlineData("?key=", "key")]
    [InlineData("?key=a&key=b", "2 times")]
    [InlineData("?key=a&state=dead", "There is no parameter state here. Allowed: key, limit, cursor.")]
    [InlineData("?key=a&limit=0", "limit")]
    public async Task A_key_in_the_query_stands_alone(string query, string told) => Assert.Contains(
        told, (await _receiver.AskAsync($"/api/deliveries{query}")).Problem(HttpStatusCode.BadRequest), StringComparison.Ordinal);

    private Task<Answer> FindAsync(object request) => PostAsync(JsonSerializer.Serialize(request));

    private async Task<Answer> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var target = new Uri("/api/deliveries/find", UriKind.Relative);
        return await RunningReceiver.ReadAsync(await _receiver.Management.PostAsync(target, content));
    }
}
