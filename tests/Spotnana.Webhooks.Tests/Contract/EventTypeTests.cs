using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Tests.Contract;

public class EventTypeTests
{
    [Fact]
    public void Types_are_equal_by_name_letter_by_letter()
    {
        Assert.Equal(EventType.PnrV3, new EventType("PNR_V3"));
        Assert.Equal(EventType.PnrV3.GetHashCode(), new EventType(string.Concat("PNR", "_V3")).GetHashCode());
        Assert.NotEqual(EventType.PnrV3, new EventType("pnr_v3"));
        Assert.Equal("PNR_V3", $"{EventType.PnrV3}");
    }

    [Fact]
    public void The_default_has_an_empty_name()
    {
        Assert.Equal("", default(EventType).Name);
        Assert.Equal("", default(EventType).ToString());
        Assert.Equal(default, new EventType(""));
        Assert.Equal(default(EventType).GetHashCode(), new EventType("").GetHashCode());
    }

    [Fact]
    public void Known_names_are_unique_and_complete()
    {
        Assert.Equal(
            ["TRAVELER_V2", "PNR_V3", "TRIP_DETAILS_V3", "PNR_APPROVAL", "AGENT_TASK_DETAILS", "SERVICE_CHARGE"],
            EventType.Known.Select(type => type.Name));
    }
}
