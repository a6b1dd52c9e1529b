using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>Who did what is stored, can be listed, and names no traveler.</summary>
public sealed class AuditCallTests : IDisposable
{
    private const string Key = "oncall-0123456789abcdef";

    private readonly RunningReceiver _receiver = new(
        new()
        {
            ["Management:Keys:oncall:Key"] = Key,
            ["Management:Keys:oncall:Rights:0"] = "read",
            ["Management:Keys:oncall:Rights:1"] = "payloads",
            ["Management:Keys:oncall:Rights:2"] = "operate",
        },
        TestHandler.Only(TestHandler.Named("expenses", _ => HandlerResult.Reject("no"))));

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public async Task What_was_done_is_listed_newest_first_as_in_the_log_and_its_chain_holds()
    {
        var delivery = await DeadAsync();
        await GetAsync($"/api/deliveries/{delivery.Id}/payload");
        await PostAsync($"/api/deliveries/{delivery.Id}/redrive?handler=expenses");
        await PostAsync("/api/redrive?state=dead&handler=expenses&dryRun=true&from=2026-01-01");
        await PostAsync("/api/redrive");
        await PostAsync($"/api/deliveries/{delivery.Id}/discard");
        foreach (var action in (string[])["pause", "try", "resume", "discard"])
            await PostAsync($"/api/handlers/expenses/{action}");
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync(HttpMethod.Post, "/api/handlers/nobody/pause")).StatusCode);

        var list = await ListAsync();

        var entries = list.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(
            [
                "10 pause nobody", "9 discard expenses", "8 resume expenses", "7 try expenses", "6 pause expenses",
                $"5 discard spotnana/{delivery.Id}", "4 redrive state=dead",
                "3 redrive state=dead&handler=expenses&dryRun=true&from=2026-01-01",
                $"2 redrive spotnana/{delivery.Id} for expenses", $"1 payload.read spotnana/{delivery.Id}",
            ],
            entries.Select(entry => $"{entry.GetProperty("sequence")} {entry.Text("action")} {entry.Text("target")}"));
        Assert.Equal(
            _receiver.Audit().Reverse(),
            entries.Select(entry => $"{entry.Text("caller")} {entry.Text("action")} {entry.Text("target")}: {entry.Text("outcome")}"));
        Assert.All(entries, entry => Assert.Equal(("oncall", "127.0.0.1"), (entry.Text("caller"), entry.Text("address"))));
        Assert.Equal("404 Not Found", entries[0].Text("outcome"));
        Assert.Equal($"{delivery.Body.Length} bytes", entries[^1].Text("outcome"));
        var chain = list.GetProperty("chain");
        Assert.Equal(
            (true, 10, $"10:{entries[0].Text("hash")}", 10),
            (chain.GetProperty("holds").GetBoolean(), chain.GetProperty("rows").GetInt32(), chain.Text("head"),
                chain.GetProperty("verifiedTo").GetInt32()));
        Assert.NotNull(chain.Text("verifiedAt"));
        Assert.False(list.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task The_list_is_narrowed_and_read_page_by_page_from_either_end()
    {
        foreach (var handler in (string[])["a", "expenses", "b"])
            await CallAsync(HttpMethod.Post, $"/api/handlers/{handler}/pause");
        await PostAsync("/api/handlers/expenses/resume");

        Assert.Equal([4], await NumbersAsync("action=resume"));
        Assert.Equal([3, 2, 1], await NumbersAsync("action=pause&caller=oncall"));
        Assert.Empty(await NumbersAsync("caller=somebody"));
        Assert.Empty(await NumbersAsync("to=2026-01-01"));
        Assert.Equal([4, 3, 2, 1], await NumbersAsync("from=2026-01-01"));
        Assert.Equal([1, 2, 3, 4], await NumbersAsync("order=oldest"));
        var first = await ListAsync("?limit=3");
        Assert.Equal([4, 3, 2], Numbers(first));
        Assert.Equal([1], await NumbersAsync($"limit=3&cursor={first.Text("next")}"));
        var oldest = await ListAsync("?limit=3&order=oldest");
        Assert.Equal([4], await NumbersAsync($"limit=3&order=oldest&cursor={oldest.Text("next")}"));
    }

    [Theory]
    [InlineData("limit=0", "from 1 to 1000")]
    [InlineData("cursor=x", "the next of an earlier answer")]
    [InlineData("from=2026-02-02&to=2026-02-01", "is not later than from")]
    [InlineData("order=oldest&caller=a", "leave out from, to, caller, action and subject")]
    [InlineData("order=oldest&subject=a", "leave out from, to, caller, action and subject")]
    [InlineData("target=a", "There is no parameter target")]
    public async Task A_wrong_parameter_is_refused(string query, string detail) => Assert.Contains(
        detail, (await CallAsync(HttpMethod.Get, $"/api/audit?{query}")).Problem(HttpStatusCode.BadRequest), StringComparison.Ordinal);

    [Theory]
    [InlineData("pnr/6104417720", "6104417720")]
    [InlineData("6104417720", "pnr/6104417720")]
    public async Task A_subject_is_found_by_its_hash_with_its_kind_or_without_and_stands_nowhere_in_the_clear(string given, string asked)
    {
        const string Organization = "6f1a3c5e-0d2b-4c4e-9a61-ac3e00000001", Trace = "80f198ee56343ba864fe8b2a57d3eff7";
        await PostAsync($"/api/redrive?state=dead&subject={given}&dryRun=true");
        await PostAsync($"/api/redrive?organization={Organization}&traceId={Trace}&handler=zo%C3%AB@example.com");
        await CallAsync(HttpMethod.Get, "/api/deliveries/zoe@example.com/payload?subscription=zoe@example.com");
        await PostAsync("/api/redrive?subject=pnr/1");

        var found = Assert.Single((await ListAsync($"?subject={asked}")).GetProperty("entries").EnumerateArray());
        Assert.Equal(1, found.GetProperty("sequence").GetInt32());
        Assert.Equal([1], await NumbersAsync($"subject={given}"));
        Assert.Matches("^state=dead&subject=#[0-9a-f]{16}&dryRun=true$", found.Text("target"));
        var targets = (await ListAsync()).GetProperty("entries").EnumerateArray().Select(entry => entry.Text("target")!).ToArray();
        Assert.Matches("^organization=#[0-9a-f]{16}&traceId=#[0-9a-f]{16}&handler=\\?$", targets[2]);
        Assert.Matches("^\\?/#[0-9a-f]{16}$", targets[1]);
        var everything = _receiver.Log.Text
            + _receiver.Query<string>("SELECT group_concat(concat_ws('|', caller, address, action, target, outcome)) FROM audit");
        Assert.All(
            (string[])["6104417720", Organization, Trace, "example.com"],
            text => Assert.DoesNotContain(text, everything, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_payload_is_not_answered_while_the_audit_log_takes_no_row_and_what_was_done_already_is_told()
    {
        var delivery = await DeadAsync();
        Execute("INSERT INTO audit VALUES (1, 0, '', '', '', '', '', x'')"); // where the next row belongs

        var payload = await CallAsync(HttpMethod.Get, $"/api/deliveries/{delivery.Id}/payload");
        payload.Problem(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("5", payload.Header("Retry-After"));
        Assert.True((await PostAsync("/api/handlers/expenses/pause")).GetProperty("paused").GetBoolean());

        Assert.Equal(
            [$"oncall payload.read spotnana/{delivery.Id}: refused, as the audit log cannot be written", "oncall pause expenses: paused"],
            _receiver.Audit());
        var error = await _receiver.Log.LineAsync(
            line => line.RenderMessage(CultureInfo.InvariantCulture).Contains("lacks a row", StringComparison.Ordinal));
        Assert.Equal(Serilog.Events.LogEventLevel.Error, error.Level);
        Execute("DELETE FROM audit");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(HttpMethod.Get, $"/api/deliveries/{delivery.Id}/payload")).StatusCode);
        Assert.Equal("payload.read", Assert.Single((await ListAsync()).GetProperty("entries").EnumerateArray()).Text("action"));
    }

    [Fact]
    public async Task A_stranger_leaves_no_row()
    {
        var delivery = await DeadAsync();
        foreach (var key in (string?[])[null, "wrong-0123456789abcdef"])
        {
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await _receiver.CallAsync(HttpMethod.Get, $"/api/deliveries/{delivery.Id}/payload", key)).StatusCode);
        }

        Assert.Empty((await ListAsync()).GetProperty("entries").EnumerateArray());
    }

    [Fact]
    public async Task A_row_that_was_changed_before_it_was_verified_and_a_tail_that_was_cut_off_after_that_are_told()
    {
        await PostAsync("/api/handlers/expenses/pause");
        await PostAsync("/api/handlers/expenses/resume");
        Assert.True((await ListAsync()).GetProperty("chain").GetProperty("holds").GetBoolean());

        Execute(
            "DELETE FROM audit WHERE seq = 2; "
            + "UPDATE audit_chain SET last_seq = 1, last_hash = (SELECT hash FROM audit WHERE seq = 1)");

        var chain = (await ListAsync()).GetProperty("chain");
        Assert.False(chain.GetProperty("holds").GetBoolean());
        Assert.Contains("Row 2 was the last one", chain.Text("why"), StringComparison.Ordinal);
    }

    private async Task<TestDelivery> DeadAsync()
    {
        var delivery = new TestDelivery();
        await _receiver.SendAsync(delivery);
        await _receiver.StateIsAsync(delivery.Id, DeliveryState.Dead);
        return delivery;
    }

    private Task<Answer> CallAsync(HttpMethod method, string target) => _receiver.CallAsync(method, target, Key);

    private async Task<JsonElement> GetAsync(string target) => (await CallAsync(HttpMethod.Get, target)).Json();

    private async Task<JsonElement> PostAsync(string target) => (await CallAsync(HttpMethod.Post, target)).Json();

    private Task<JsonElement> ListAsync(string query = "") => GetAsync($"/api/audit{query}");

    private async Task<IEnumerable<int>> NumbersAsync(string query) => Numbers(await ListAsync($"?{query}"));

    private static IEnumerable<int> Numbers(JsonElement list) =>
        list.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("sequence").GetInt32());

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_receiver.InboxPath};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
