using System.Reflection;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Tests.Contract;

public class OperationTests
{
    [Theory]
    [InlineData("FLIGHT_CANCELED", "FLIGHT_CANCELLED")]
    [InlineData("FLIGHT_CANCELLED", "FLIGHT_CANCELLED")]
    [InlineData("FLIGHT_SEAT_CANCELED", "FLIGHT_SEAT_CANCELLED")]
    [InlineData("FLIGHT_SEAT_CANCELLED", "FLIGHT_SEAT_CANCELLED")]
    [InlineData("BOOKING_CANCELLED_BY_TRAVELER", "BOOKING_CANCELED_BY_TRAVELER")]
    [InlineData("BOOKING_CANCELED_BY_TRAVELER", "BOOKING_CANCELED_BY_TRAVELER")]
    [InlineData("BOOKING_CANCELLED_BY_VENDOR", "BOOKING_CANCELED_BY_VENDOR")]
    [InlineData("BOOKING_CANCELED_BY_VENDOR", "BOOKING_CANCELED_BY_VENDOR")]
    [InlineData("SCHEDULE_CHANGE", "SCHEDULE_CHANGE")]
    [InlineData("something_new CANCELED", "something_new CANCELED")]
    public void Both_spellings_make_one_name_and_the_raw_text_is_kept(string text, string name)
    {
        var operation = new Operation(text);

        Assert.Equal(name, operation.Name);
        Assert.Equal(text, operation.Raw);
        Assert.Equal(name, operation.ToString());
        Assert.Equal(new Operation(name), operation);
        Assert.Equal(new Operation(name).GetHashCode(), operation.GetHashCode());
    }

    [Theory]
    [InlineData("FLIGHT_CANCELED", 2)]
    [InlineData("FLIGHT_SEAT_CANCELED", 2)]
    [InlineData("BOOKING_CANCELLED_BY_TRAVELER", 2)]
    [InlineData("BOOKING_CANCELLED_BY_VENDOR", 2)]
    [InlineData("SCHEDULE_CHANGE", 1)]
    public void Every_spelling_is_known_the_name_first(string text, int count)
    {
        var operation = new Operation(text);

        Assert.Equal(operation.Name, operation.Spellings[0]);
        Assert.Contains(text, operation.Spellings);
        Assert.Distinct(operation.Spellings);
        Assert.Equal(count, operation.Spellings.Count);
        Assert.All(operation.Spellings, spelling => Assert.Equal(operation, new Operation(spelling)));
    }

    [Fact]
    public void Operations_of_other_names_differ()
    {
        Assert.NotEqual(Operation.FlightCancelled, Operation.FlightSeatCancelled);
        Assert.NotEqual(new Operation("create"), Operation.Create);
    }

    [Fact]
    public void The_default_has_an_empty_name()
    {
        Assert.Equal("", default(Operation).Name);
        Assert.Equal("", default(Operation).Raw);
        Assert.Equal(default, new Operation(""));
    }

    [Fact]
    public void Every_member_is_known_once_and_named_after_its_value()
    {
        var members = typeof(Operation).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Where(field => field.FieldType == typeof(Operation))
            .ToDictionary(field => field.Name, field => (Operation)field.GetValue(null)!);

        Assert.Equal(34, members.Count);
        Assert.Equal(members.Values.Order(ByName), Operation.Known.Order(ByName));
        Assert.Equal(Operation.Known.Count, Operation.Known.Distinct().Count());
        Assert.All(members, member =>
            Assert.Equal(member.Key.ToUpperInvariant(), member.Value.Name.Replace("_", "", StringComparison.Ordinal)));
        Assert.All(members.Values, operation => Assert.Equal(operation.Name, operation.Raw));
    }

    private static IComparer<Operation> ByName { get; } =
        Comparer<Operation>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));
}
