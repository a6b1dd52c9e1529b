using System.Net;
using System.Text;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Receiver.Tests.Telemetry;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>What is told when card data comes that is not masked.</summary>
[Collection(OneService.Name)]
public sealed class CardWatchTests
{
    private const string Metric = "spotnana_webhooks_card_data_total";

    [Fact]
    public async Task A_cvv_and_a_whole_number_are_counted_and_told_once_a_minute_without_their_values()
    {
        using var receiver = new RunningReceiver();

        await SendAsync(receiver, "\"cvv\":\"8642\"");
        await SendAsync(receiver, "\"card\":{\"number\":\"4111111111111111\"}");
        await SendAsync(receiver, "\"card\":{\"cvv\":\"9753\",\"number\":\"4111-1111-1111-1111\"}");

        var scrape = await Scrape.UntilAsync(receiver, scrape => scrape.Value(Metric, ("member", "card.number")) == 2);
        Assert.Equal(2, scrape.Value(Metric, ("subscription", "spotnana"), ("member", "cvv")));
        var line = await receiver.Log.LineAsync(line => line.MessageTemplate.Text.Contains("card data", StringComparison.Ordinal));
        Assert.Single(receiver.Log.Events, other => other.MessageTemplate.Text == line.MessageTemplate.Text);
        Assert.Contains("msg_", line.RenderMessage(null), StringComparison.Ordinal);
        // By themselves: a longer number, such as that of an id or of a duration, may hold the same digits.
        Assert.DoesNotMatch(@"(?<![\d._])(8642|9753|4111[\d-]*)(?![\d.])", receiver.Log.Text + scrape.Text);
    }

    [Fact]
    public async Task What_is_masked_and_what_comes_again_is_not()
    {
        using var receiver = new RunningReceiver();
        await SendAsync(receiver, "\"card\":{\"cvv\":null,\"number\":\"XXXXXXXXXXXX1234\"}");
        await SendAsync(receiver, "\"card\":{\"cvv\":\"****\",\"number\":\"\"}");
        var delivery = await SendAsync(receiver, "\"cvv\":\"8642\"");
        await receiver.SendAsync(delivery);

        var scrape = await Scrape.UntilAsync(receiver, scrape => scrape.Value(Metric, ("member", "cvv")) == 1);
        Assert.Null(scrape.Value(Metric, ("member", "card.number")));
    }

    private static async Task<TestDelivery> SendAsync(RunningReceiver receiver, string member)
    {
        var delivery = new TestDelivery
        {
            Body = Encoding.UTF8.GetBytes(
                $$"""{"event_type":"PNR_V3","operation":"BOOKING_CREATED","payload":{"pnrId":"6104417720",{{member}}},"timestamp":"2026-03-02T17:38:07Z"}"""),
        };
        Assert.Equal(HttpStatusCode.OK, (await receiver.SendAsync(delivery)).StatusCode);
        return delivery;
    }
}
