using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.Management.Api;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>The line for people: who sees how much of it, and that it stands in the audit log.</summary>
public sealed class SummaryTests : IDisposable
{
    private const string Key = "oncall-0123456789abcdef";
    private const string ReadKey = "reader-0123456789abcdef";
    private const string Full =
        "Ticketed: UA 58/LH 184 SFO 14 Sep 14:15 → BER 15 Sep 13:55, LH 181/UA 59 BER 19 Sep 10:45 → SFO 19 Sep 15:50, 1 ticket, "
        + "1788.70 USD";

    private const string Brief = "Ticketed: air, confirmed";
    private const string OfOperation = "Booking ticketed";
    private const string Audited = "oncall summaries.read deliveries: for 1 hour";

    private readonly RunningReceiver _receiver = new(new()
    {
        ["Management:Keys:oncall:Key"] = Key,
        ["Management:Keys:oncall:Rights:0"] = "read",
        ["Management:Keys:oncall:Rights:1"] = "payloads",
        ["Management:Keys:reader:Key"] = ReadKey,
        ["Management:Keys:reader:Rights:0"] = "read",
    });

    private readonly TestDelivery _delivery = new() { Body = WebhookSample.Get("pnr-v3.booking-ticketed.air").Body.ToArray() };

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public async Task With_the_right_payloads_it_tells_all_and_with_read_alone_neither_person_nor_place()
    {
        await StoreAsync();

        Assert.Equal([Brief, Brief, Brief], await SummariesAsync(ReadKey));
        Assert.Empty(_receiver.Audit());
        Assert.Equal([Full, Full, Full], await SummariesAsync(Key));
    }

    [Fact]
    public async Task Who_reads_full_lines_stands_in_the_audit_log_once_an_hour_and_not_once_a_list()
    {
        await StoreAsync();
        for (var i = 0; i < 5; i++)
            await ListAsync(Key);
        await _receiver.CallAsync(HttpMethod.Get, $"/api/deliveries/{_delivery.Id}", Key);
        Assert.Equal([Audited], _receiver.Audit());

        var time = new FakeTimeProvider();
        var audit = new SummaryAudit(_receiver.Start().Services.GetRequiredService<AuditLog>(), time);
        var context = new DefaultHttpContext();
        context.Features.Set(new ManagementCaller("oncall", new HashSet<Right> { Right.Payloads }));
        foreach (var minutes in (int[])[0, 59, 1, 59])
        {
            time.Advance(TimeSpan.FromMinutes(minutes));
            Assert.True(await audit.AllowsFullAsync(context));
        }

        Assert.Equal([Audited, Audited, Audited], _receiver.Audit());
    }

    [Fact]
    public async Task While_the_audit_log_takes_no_row_the_brief_line_has_to_do()
    {
        await StoreAsync();
        Execute("INSERT INTO audit VALUES (1, 0, '', '', '', '', '', x'')"); // where the next row belongs

        Assert.Equal(Brief, await ListAsync(Key));
        Execute("DELETE FROM audit");
        Assert.Equal(Full, await ListAsync(Key));
    }

    [Theory]
    [InlineData("UPDATE payload SET codec = 99")]
    [InlineData("UPDATE payload SET body = substr(body, 1, 200)")]
    [InlineData("DELETE FROM payload")]
    public async Task Where_the_body_cannot_be_read_or_is_gone_the_operation_is_told(string loss)
    {
        await StoreAsync();
        Execute(loss);

        Assert.Equal([OfOperation, OfOperation, OfOperation], await SummariesAsync(Key));
        Assert.Equal([OfOperation, OfOperation, OfOperation], await SummariesAsync(ReadKey));
    }

    [Fact]
    public async Task What_is_no_envelope_has_none_and_what_fits_no_view_is_told_by_its_operation()
    {
        await _receiver.SendAsync(new TestDelivery { Body = "no envelope"u8.ToArray() });
        await _receiver.SendAsync(new TestDelivery { Body = """{"event_type":"PNR_V3","payload":{"airPnr":7}}"""u8.ToArray() });
        await _receiver.SendAsync(new TestDelivery { Body = """{"event_type":"LOYALTY_V1","operation":"EARNED_IT"}"""u8.ToArray() });

        var list = (await _receiver.CallAsync(HttpMethod.Get, "/api/deliveries", Key)).Json().GetProperty("deliveries");

        Assert.Equal(["Earned it", "Pnr v3", null], list.EnumerateArray().Select(delivery => delivery.Text("summary")));
    }

    [Fact]
    public async Task In_Development_the_handler_log_says_it_and_in_Production_no_line_does()
    {
        await StoreAsync();
        Assert.DoesNotContain("SFO", _receiver.Log.Text, StringComparison.Ordinal);

        using var development = new RunningReceiver(environment: "Development");
        await development.SendAsync(_delivery);

        var line = await development.Log.LineAsync(line => line.Properties.ContainsKey("Summary"));
        Assert.True(CapturedLog.IsOf(line, _delivery.Id));
        Assert.Equal($"\"{Full}\"", line.Properties["Summary"].ToString());
    }

    [Fact]
    public async Task Nothing_in_a_name_can_begin_a_line_of_the_log()
    {
        using var development = new RunningReceiver(environment: "Development");
        await development.SendAsync(new TestDelivery
        {
            Body = """{"event_type":"TRIP_DETAILS_V3","payload":{"basicTripInfo":{"tripName":"a\n\u001b[2J\u202eb"}}}"""u8.ToArray(),
        });

        var line = await development.Log.LineAsync(line => line.Properties.ContainsKey("Summary"));

        Assert.Equal("\"Trip: a  [2J b\"", line.Properties["Summary"].ToString());
    }

    private async Task StoreAsync()
    {
        await _receiver.SendAsync(_delivery);
        await _receiver.StateIsAsync(_delivery.Id, DeliveryState.Completed);
    }

    /// <summary>In the list, of the one delivery, and in its story.</summary>
    private async Task<IEnumerable<string?>> SummariesAsync(string key)
    {
        var one = (await _receiver.CallAsync(HttpMethod.Get, $"/api/deliveries/{_delivery.Id}", key)).Json();
        var story = (await _receiver.CallAsync(HttpMethod.Get, $"/api/subjects/{one.Text("subject")}", key)).Json();
        return [await ListAsync(key), one.Text("summary"), SummaryIn(story)];
    }

    private async Task<string?> ListAsync(string key) =>
        SummaryIn((await _receiver.CallAsync(HttpMethod.Get, "/api/deliveries", key)).Json());

    private static string? SummaryIn(JsonElement answer) =>
        Assert.Single(answer.GetProperty("deliveries").EnumerateArray()).Text("summary");

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_receiver.InboxPath};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
