using System.Net;
using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>
/// Travelers are erased, by an event, by the API and by the tool, and nothing that the service shows or writes tells of them.
/// </summary>
public sealed class ErasureCallTests : IDisposable
{
    private const string Ada = "4974a66b-7493-4f41-908c-58ba81093947";
    private const string Bob = "0e4f1c2d-aaaa-4bbb-8ccc-123456789abc";

    private readonly TaskCompletionSource _released = new();
    private readonly RunningReceiver _receiver;

    public ErasureCallTests() => _receiver = new RunningReceiver(
        new() { ["Subscriptions:other:Secrets:0"] = TestDelivery.OtherSecret, ["Subscriptions:spotnana:PurgeReaches:0"] = "other" },
        TestHandler.Only(
            TestHandler.Named("quick", _ => HandlerResult.Done),
            TestHandler.Named("held", async (delivery, _) =>
            {
                if (delivery.Delivery.Id.StartsWith("waits", StringComparison.Ordinal))
                    await _released.Task;
                return HandlerResult.Done;
            })),
        "Development");

    public void Dispose()
    {
        _released.TrySetResult();
        _receiver.Dispose();
    }

    [Fact]
    public async Task A_traveler_is_erased_on_request_and_the_receipt_tells_how_far_that_is()
    {
        await StoreAsync("gone", Ada);
        await StoreAsync("stays", Bob);
        await StoreAsync("waits", Ada, isSettled: false);

        var receipt = JsonDocument.Parse((await EraseAsync($$"""{"traveler":"{{Ada}}"}""")).Body).RootElement;
        var id = receipt.Text("id")!;
        Assert.Equal(("local", "request"), (receipt.Text("by"), receipt.Text("cause")));

        await Wait.UntilAsync(async () => (await ReceiptAsync(id)).GetProperty("erased").GetInt64() == 1);
        receipt = await ReceiptAsync(id);
        Assert.Equal(1, receipt.GetProperty("waiting").GetInt64());
        Assert.Null(receipt.Text("completedAt"));
        Assert.Equal(HttpStatusCode.Gone, await PayloadAsync("gone"));
        Assert.Equal(HttpStatusCode.OK, await PayloadAsync("waits"));

        _released.SetResult();
        await Wait.UntilAsync(async () => (await ReceiptAsync(id)).Text("completedAt") is not null);
        Assert.Equal(HttpStatusCode.Gone, await PayloadAsync("waits"));
        Assert.Equal(HttpStatusCode.OK, await PayloadAsync("stays"));
        Assert.Empty((await _receiver.AskAsync("/api/deliveries?subject=pnr/gone")).Json().Ids());
        Assert.Contains(_receiver.Audit(), line => line.StartsWith($"local erase {id} subject=#", StringComparison.Ordinal));
        Assert.DoesNotContain(Ada, _receiver.Log.Text, StringComparison.Ordinal);
        await Wait.UntilAsync(() => _receiver.Log.Text.Contains($"Erasure {id}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_event_that_purges_a_traveler_erases_them_in_the_subscriptions_that_it_reaches()
    {
        await StoreAsync("gone", Ada);
        await StoreAsync("reached", Ada, path: "/webhooks/other");
        var purge = new TestDelivery
        {
            Id = "purge",
            Body = Encoding.UTF8.GetBytes(
                $$$$"""{"event_type":"TRAVELER_V2","operation":"PURGE","payload":{"id":"{{{{Ada}}}}"},"timestamp":"2026-03-02T17:38:07Z"}"""),
        };
        await _receiver.SendAsync(purge);

        await Wait.UntilAsync(async () =>
            (await _receiver.AskAsync("/api/erasures")).Json().GetProperty("erasures").EnumerateArray().SingleOrDefault()
                is { ValueKind: JsonValueKind.Object } only && only.Text("completedAt") is not null);

        var receipt = (await _receiver.AskAsync("/api/erasures")).Json().GetProperty("erasures")[0];
        Assert.Equal(
            ("purge", "purge", "spotnana", 3),
            (receipt.Text("by"), receipt.Text("cause"), receipt.Text("subscription"), receipt.GetProperty("erased").GetInt64()));
        foreach (var id in (string[])["gone", "reached", "purge"])
            Assert.Equal(HttpStatusCode.Gone, await PayloadAsync(id));
        Assert.Equal(0L, _receiver.Query<long>("SELECT count(*) FROM delivery WHERE subject IS NOT NULL"));
        Assert.Equal(0L, _receiver.Query<long>("SELECT count(*) FROM lane"));
    }

    [Fact]
    public async Task A_subject_is_erased_by_the_short_form_and_by_the_tool()
    {
        await StoreAsync("one", Ada);
        await StoreAsync("two", Ada);

        Assert.Equal(HttpStatusCode.Accepted, (await _receiver.CallAsync(HttpMethod.Delete, "/api/payloads?subject=pnr/one")).StatusCode);
        await Wait.UntilAsync(async () => await PayloadAsync("one") == HttpStatusCode.Gone);
        Assert.Equal(HttpStatusCode.OK, await PayloadAsync("two"));

        var tool = await ToolCall.RunAsync(_receiver, "inbox", "erase", "--subject", "pnr/two", "--wait");
        Assert.Equal(0, tool.ExitCode);
        Assert.Contains("1 delivery erased", tool.Out, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, await PayloadAsync("two"));
        var list = await ToolCall.RunAsync(_receiver, "inbox", "erasures");
        Assert.Equal(3, list.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // with its heading
    }

    [Fact]
    public async Task The_receipt_names_the_newest_backup_that_still_holds_the_traveler_and_when_that_goes()
    {
        var folder = Directory.CreateTempSubdirectory("backups-").FullName;
        using var receiver = new RunningReceiver(
            new() { ["Inbox:Backup:Folder"] = folder }, TestHandler.Only(TestHandler.Named("h", _ => HandlerResult.Done)), "Development");
        await receiver.SendAsync(
            new TestDelivery { Id = "gone", Body = TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "1", padding: Ada) });
        await receiver.StateIsAsync("gone", DeliveryState.Completed);
        await Wait.UntilAsync(() => Directory.GetFiles(folder, "inbox-*.db").Length == 1);
        var backup = Path.GetFileName(Directory.GetFiles(folder)[0]);

        var answer = await receiver.CallAsync(HttpMethod.Delete, $"/api/payloads?traveler={Ada}");
        var id = JsonDocument.Parse(answer.Body).RootElement.Text("id");
        await Wait.UntilAsync(async () => (await receiver.AskAsync($"/api/erasures/{id}")).Json().Text("completedAt") is not null);

        var holding = (await receiver.AskAsync($"/api/erasures/{id}")).Json().GetProperty("newestBackupHolding");
        Assert.Equal(backup, holding.Text("name"));
        Assert.InRange(
            holding.GetProperty("goesAt").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(),
            TimeSpan.FromHours(22), TimeSpan.FromHours(25));
        Assert.Equal(0, (await receiver.AskAsync("/api/keeping")).Json().GetProperty("erasures").GetProperty("open").GetInt32());
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"traveler":"4974a66b-7493-4f41-908c-58ba81093947","subject":"pnr/1"}""")]
    [InlineData("""{"traveler":"4974a66b-7493-4f41-908c-58ba81093947","subscripton":"spotnana"}""")]
    [InlineData("""{"traveler":"short"}""")]
    [InlineData("""{"traveler":"two words are no id"}""")]
    [InlineData("""{"subject":"6104417720"}""")]
    [InlineData("""{"subject":"/1"}""")]
    [InlineData("""{"subject":"pnr/1"} and more""")]
    public async Task A_request_that_could_erase_the_wrong_is_refused(string body)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await EraseAsync(body)).StatusCode);
        Assert.Empty((await _receiver.AskAsync("/api/erasures")).Json().GetProperty("erasures").EnumerateArray());
    }

    private async Task<Answer> EraseAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/erasures") { Content = new StringContent(body) };
        return await RunningReceiver.ReadAsync(await _receiver.Management.SendAsync(request));
    }

    private async Task<JsonElement> ReceiptAsync(string id) => (await _receiver.AskAsync($"/api/erasures/{id}")).Json();

    private async Task<HttpStatusCode> PayloadAsync(string id) => (await _receiver.AskAsync($"/api/deliveries/{id}/payload")).StatusCode;

    private async Task StoreAsync(string id, string traveler, bool isSettled = true, string path = "/webhooks/spotnana")
    {
        var delivery = new TestDelivery
        {
            Id = id,
            Body = TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", id, padding: traveler),
            SignedWith = path.EndsWith("other", StringComparison.Ordinal) ? TestDelivery.OtherSecret : TestDelivery.Secret,
        };
        Assert.Equal(HttpStatusCode.OK, (await _receiver.SendAsync(delivery, path)).StatusCode);
        if (isSettled)
            await _receiver.StateIsAsync(id, DeliveryState.Completed);
    }
}
