using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Examples.Accounting;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Examples.Tests.Accounting;

public sealed class LedgerTests
{
    private readonly MemoryBooks _books = new();

    private IEnumerable<string> Entries => _books.Entries.Select(entry => $"{entry.Account} {entry.Number} {entry.Amount}");

    [Fact]
    public async Task A_ticket_that_is_told_twice_is_posted_once()
    {
        await TellAsync("pnr-v3.booking-ticketed.air");
        await TellAsync("pnr-v3.booking-ticketed.air");
        await TellAsync("pnr-v3.flight-changed.air");

        Assert.Equal(["tickets/6104417720 0167489825830 1670.70 USD", "tickets/6104417720 0167489900311 118.00 USD"], Entries);
    }

    [Fact]
    public async Task A_refund_that_overtakes_the_ticket_posts_and_reverses_it_and_the_late_ticket_changes_nothing()
    {
        await TellAsync("pnr-v3.ticket-refunded.air");
        await TellAsync("pnr-v3.booking-ticketed.air", isStale: true);

        Assert.Equal(
            [
                "tickets/6104417720 0167489825830 1670.70 USD", "tickets/6104417720 0167489825830 -1670.70 USD",
                "tickets/6104417720 0167489900311 118.00 USD",
            ],
            Entries);
    }

    [Fact]
    public async Task An_older_event_that_the_inbox_does_not_know_to_be_stale_undoes_nothing()
    {
        await TellAsync("pnr-v3.booking-ticketed.air"); // and the process dies before it can say so
        await TellAsync("pnr-v3.booking-created.air");

        Assert.Equal(1788.70m, Sum());
    }

    [Fact]
    public async Task What_a_later_event_takes_back_and_another_one_shows_again_is_booked_again()
    {
        foreach (var tickets in (string[][])[[Ticket("1", "ISSUED", 100)], [], [Ticket("1", "ISSUED", 100)]])
            await HandleAsync(Flight(tickets));

        Assert.Equal(100, Sum());
    }

    [Fact]
    public async Task A_voided_ticket_is_reversed_once()
    {
        await TellAsync("pnr-v3.ticket-voided.air");
        await TellAsync("pnr-v3.ticket-voided.air");

        Assert.Equal(["tickets/6104420916 0167489901277 357.25 USD", "tickets/6104420916 0167489901277 -357.25 USD"], Entries);
    }

    [Fact]
    public async Task Of_a_refund_in_parts_each_part_is_reversed_once()
    {
        foreach (var returned in (int[])[30, 45, 45])
            await HandleAsync(Flight(Ticket("1", "REFUNDED", 100, Refund(returned))));

        Assert.Equal(["tickets/7 1 100.00 CAD", "tickets/7 1 -30.00 CAD", "tickets/7 1 -15.00 CAD"], Entries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_reversed_of_a_ticket_that_was_forfeited_or_of_which_nothing_is_told(bool isTold)
    {
        await HandleAsync(Flight(Ticket("1", "ISSUED", 100)));
        await HandleAsync(Flight(Ticket("1", "REFUNDED", 100, isTold ? Refund(0) : "")));

        Assert.Equal(["tickets/7 1 100.00 CAD"], Entries);
    }

    [Fact]
    public async Task An_exchange_costs_the_difference_and_the_penalty()
    {
        const string Exchange = """
            , "exchangeInfo":{"originalTicketNumber":"1","penalty":{"amount":25,"currencyCode":"CAD"}}
            """;
        await HandleAsync(Flight(Ticket("1", "ISSUED", 100)));
        await HandleAsync(Flight(Ticket("1", "EXCHANGED", 100), Ticket("2", "ISSUED", 140, Exchange)));

        Assert.Equal(["tickets/7 1 100.00 CAD", "tickets/7 1 -100.00 CAD", "tickets/7 2 165.00 CAD"], Entries);
    }

    [Fact]
    public async Task A_train_s_ticket_that_was_exchanged_is_reversed_and_a_refund_gives_back_a_part()
    {
        await TellAsync("pnr-v3.booking-created.rail");
        await TellAsync("pnr-v3.exchange.rail");
        Assert.Equal(144.80m, Sum());

        await TellAsync("pnr-v3.refund.rail");

        Assert.Equal(19.00m, Sum());
        Assert.Contains("tickets/9047716238 DBX00471102 -69.90 EUR", Entries);
    }

    [Fact]
    public async Task A_ticket_that_leaves_with_a_split_is_posted_in_the_new_booking_and_reversed_in_the_old_one()
    {
        await HandleAsync(Flight(Ticket("1", "ISSUED", 100), Ticket("2", "ISSUED", 100)));
        await HandleAsync(Flight(Ticket("2", "ISSUED", 100)).Replace("\"7\"", "\"8\"", StringComparison.Ordinal));
        await HandleAsync(Flight(Ticket("1", "ISSUED", 100)));

        Assert.Equal(
            ["tickets/7 1 100.00 CAD", "tickets/7 2 100.00 CAD", "tickets/8 2 100.00 CAD", "tickets/7 2 -100.00 CAD"], Entries);
    }

    [Fact]
    public async Task A_cancelled_booking_that_shows_its_tickets_only_as_they_last_were_keeps_them_posted()
    {
        await HandleAsync(Flight(Ticket("1", "ISSUED", 100)));
        await HandleAsync(Flight(Ticket("1", "ISSUED", 100)).Replace("\"tickets\"", "\"lastConfirmedTickets\"", StringComparison.Ordinal));

        Assert.Equal(["tickets/7 1 100.00 CAD"], Entries);
    }

    [Fact]
    public async Task A_booking_without_its_id_is_rejected()
    {
        var answer = await HandleAsync(Flight(Ticket("1", "ISSUED", 100)).Replace("pnrId", "otherId", StringComparison.Ordinal));

        Assert.Equal("a booking without its id", answer.Reason);
        Assert.Empty(Entries);
    }

    [Fact]
    public async Task A_fee_is_posted_once_beside_the_tickets_and_a_waived_one_is_reversed()
    {
        var fee = WebhookSample.Get("service-charge.service-fee");
        var waived = WebhookSample.Of(System.Text.Encoding.UTF8.GetString(fee.Body.Span)
            .Replace("\"paymentStatus\": \"SUCCESS\"", "\"paymentStatus\": \"WAIVED_OFF\"", StringComparison.Ordinal));
        var fees = new ServiceFees(_books);
        foreach (var told in (WebhookSample[])[fee, fee, waived])
            Assert.Equal(HandlerResult.Done, await fees.HandleAsync(told.ToContext<ServiceCharge>(), default));
        await TellAsync("pnr-v3.booking-created.air");

        const string Account = "fees/6104417720 5728e2e0-c65e-5ee5-8a0a-6b5302fa2a4a";
        Assert.Equal([$"{Account} 15.00 USD", $"{Account} -15.00 USD"], Entries);
    }

    private decimal Sum() => _books.Entries.Sum(entry => entry.Amount.Amount);

    private async Task TellAsync(string sample, bool isStale = false) => Assert.Equal(
        HandlerResult.Done, await new Ledger(_books).HandleAsync(WebhookSample.Get(sample).ToContext<Booking>(isStale: isStale), default));

    private ValueTask<HandlerResult> HandleAsync(string json) =>
        new Ledger(_books).HandleAsync(WebhookSample.Of(json).ToContext<Booking>(), default);

    private static string Refund(int returned) => ", \"refundInfo\":{\"refundAmount\":{\"base\":" + Money(returned) + "}}";

    private static string Money(int amount) => $$"""{"amount":{{amount}},"currencyCode":"CAD"}""";

    private static string Ticket(string number, string status, int price, string more = "") =>
        $$"""{"ticketNumber":"{{number}}","status":"{{status}}","amount":{"base":""" + Money(price) + "}" + more + "}";

    private static string Flight(params string[] tickets) =>
        """{"event_type":"PNR_V3","operation":"BOOKING_OTHER_UPDATE","payload":{"pnrId":"7","airPnr":{"travelerInfos":[{"tickets":["""
        + string.Join(',', tickets) + "]}]}}}";
}
