using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Tests.Payloads;

/// <summary>What a ticket costs, and what comes back of it.</summary>
public sealed class TicketMoneyTests
{
    private static readonly Money _price = new(100, "CAD");

    private readonly Ticket _ticket = new() { Number = "1", Fare = Price(_price) };

    [Theory]
    [InlineData(TicketStatus.Issued, null)]
    [InlineData(null, null)]
    [InlineData(TicketStatus.Voided, 100)]
    [InlineData(TicketStatus.Exchanged, 100)]
    [InlineData(TicketStatus.Refunded, null)] // not told how much
    public void Without_a_refund_all_comes_back_or_nothing(string? status, int? returned) =>
        Assert.Equal(returned, (int?)(_ticket with { Status = status }).Returned?.Amount);

    [Theory]
    [InlineData(TicketStatus.Refunded, 0)]
    [InlineData(TicketStatus.Refunded, 40)]
    [InlineData(null, 40)] // trains have no status
    public void Of_a_refund_comes_back_what_it_says(string? status, int returned) => Assert.Equal(
        new Money(returned, "CAD"),
        (_ticket with { Status = status, Refund = new Refund(Price(new Money(returned, "CAD")), null, null) }).Returned);

    [Fact]
    public void It_costs_its_price_and_the_penalty_of_the_exchange()
    {
        Assert.Equal(_price, _ticket.Cost);
        Assert.Equal(new Money(125, "CAD"), (_ticket with { ExchangePenalty = new Money(25, "CAD") }).Cost);
        Assert.Equal(_price, (_ticket with { ExchangePenalty = new Money(25, "USD") }).Cost);
        Assert.Null(new Ticket { ExchangePenalty = _price }.Cost);
    }

    private static Fare Price(Money money) => new() { Base = money };
}
