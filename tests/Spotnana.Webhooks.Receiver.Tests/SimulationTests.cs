using System.Text.Json;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>The tool's sender against the real service: what it says that it delivered is stored and handled, once.</summary>
public sealed class SimulationTests
{
    [Fact]
    public async Task Of_500_bookings_sent_doubled_out_of_order_and_under_rotation_nothing_is_lost_and_nothing_handled_twice()
    {
        using var receiver = new RunningReceiver(new()
        {
            ["Subscriptions:spotnana:Secrets:1"] = TestDelivery.OtherSecret,
            // Nobody reads 4,000 lines of each
            ["Serilog:MinimumLevel:Default"] = "Warning",
        })
        { Patience = TimeSpan.FromMinutes(2) };
        var folder = Directory.CreateTempSubdirectory("simulation-");
        var ledgerPath = Path.Combine(folder.FullName, "ledger.jsonl");

        var run = await ToolCall.RunAsync(
            "simulate", "--url", new Uri(receiver.WebhooksUrl, "/webhooks/spotnana").ToString(), "--secret", TestDelivery.Secret,
            "--rotate", TestDelivery.OtherSecret, "--bookings", "500", "--organizations", "5", "--duplicates", "0.1", "--reorder", "0.2",
            "--burst", "--json", "--ledger", ledgerPath);
        var report = JsonDocument.Parse(run.Out).RootElement;
        var ledger = File.ReadLines(ledgerPath).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        folder.Delete(recursive: true);
        var ids = ledger.Select(line => line.GetProperty("id").GetString()!).ToHashSet();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(ids.Count, report.GetProperty("events").GetInt32());
        Assert.Equal((int)Math.Round(ids.Count * 1.1), report.GetProperty("delivered").GetInt32());
        Assert.Equal(report.GetProperty("planned").GetInt32(), report.GetProperty("delivered").GetInt32());
        await receiver.EventuallyAsync("SELECT count(*) FROM handling WHERE state = 1", (long)ids.Count);
        Assert.Equal(ids.Count, receiver.Query<long>("SELECT count(*) FROM delivery"));
        Assert.Equal(0, receiver.Query<long>(
            """
            SELECT count(*) FROM json_each(@ids) AS sent WHERE 1 <> (
                SELECT count(*) FROM delivery JOIN attempt ON attempt.delivery = delivery.seq
                WHERE delivery.subscription = 'spotnana' AND delivery.id = sent.value AND attempt.outcome = 'completed')
            """,
            ("@ids", JsonSerializer.Serialize(ids))));
    }
}
