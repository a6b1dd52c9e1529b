using System.Text;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Tests.Contract;

public class EnvelopeReaderTests
{
    private const string Org = "b93dc51f-12dd-46c7-b7d6-1cb12cd3f5b3";

    private static readonly string _long = new('x', 201);

    [Fact]
    public void A_whole_envelope_is_read()
    {
        var envelope = Read(
            """
            {"event_type":"PNR_V3","operationSummary":{"ticketsIssued":["0012345678901"],"ticketsVoided":[],"ticketsRefunded":[]},
             "operation":"BOOKING_CREATED","payload":{"pnrId":"6104417720","version":7},"timestamp":"2026-03-02T17:38:07.112Z",
             "audience":{"organizationId":"b93dc51f-12dd-46c7-b7d6-1cb12cd3f5b3"},"added":{"later":[1,2,{"x":null}]}}
            """);

        Assert.Equal(
            new Envelope
            {
                EventType = EventType.PnrV3,
                Operation = Operation.BookingCreated,
                Timestamp = "2026-03-02T17:38:07.112Z",
                OccurredAt = new(2026, 3, 2, 17, 38, 7, 112, TimeSpan.Zero),
                OrganizationId = Org,
                Subject = Subject.Pnr("6104417720"),
                Version = 7,
            },
            envelope);
    }

    [Fact]
    public void Only_the_event_type_is_needed() =>
        Assert.Equal(new Envelope { EventType = EventType.TravelerV2 }, Read("""{"event_type":"TRAVELER_V2"}"""));

    [Theory]
    [InlineData("""{"event_type":"PNR_V3"}""")]
    [InlineData("""{"eventType":"PNR_V3"}""")]
    [InlineData("""{"event_type":null,"eventType":"PNR_V3"}""")]
    [InlineData("""{"eventType":"PNR_V3","event_type":null}""")]
    [InlineData("""{"eventType":"OTHER","event_type":"PNR_V3"}""")]
    [InlineData("""{"eventType":5,"event_type":"PNR_V3"}""")]
    [InlineData("""{"event_type":"PNR_V3","eventType":"\ud800"}""")]
    [InlineData("""{"\u0065vent_type":"PNR\u005fV3"}""")]
    [InlineData("""{"event\u005ftype":"PNR_V3"}""")]
    public void The_event_type_has_an_old_name_too_and_may_be_escaped(string body) =>
        Assert.Equal(EventType.PnrV3, Read(body).EventType);

    [Fact]
    public void An_unknown_event_type_has_its_operation_and_audience_but_no_subject_and_no_version() =>
        Assert.Equal(
            new Envelope { EventType = new("PNR_V4"), Operation = new("BOOKING_BEAMED"), OrganizationId = Org },
            Read(
                $$$"""
                {"event_type":"PNR_V4","operation":"BOOKING_BEAMED","audience":{"organizationId":"{{{Org}}}"},
                 "payload":{"id":"1","pnrId":"2","version":3,"chargeId":"4","basicTripInfo":{"tripId":"5"} }}
                """));

    [Fact]
    public void An_unknown_event_type_takes_no_organization_from_the_payload() =>
        Assert.Null(Read($$$"""{"event_type":"PNR_V4","payload":{"organization":"a","businessInfo":{"organizationRef":"{{{Org}}}"} }}""").OrganizationId);

    [Fact]
    public void Spellings_of_an_operation_are_made_one()
    {
        var operation = Read("""{"event_type":"PNR_V3","operation":"FLIGHT_CANCELED"}""").Operation;
        Assert.Equal(Operation.FlightCancelled, operation);
        Assert.Equal("FLIGHT_CANCELED", operation?.Raw);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[\"x\"]")]
    [InlineData("{\"id\":true}")]
    [InlineData("{\"organizationId\":{\"id\":[\"x\"]}}")]
    [InlineData("{\"organizationId\":[\"x\"],\"pnrId\":[\"x\"],\"version\":[1]}")]
    [InlineData("[{\"organizationId\":\"x\",\"pnrId\":\"x\",\"version\":1}]")]
    public void Other_odd_values_count_as_absent(string odd)
    {
        Assert.Equal(
            new Envelope { EventType = EventType.PnrV3 },
            Read($$$"""{"event_type":"PNR_V3","operation":{{{odd}}},"timestamp":{{{odd}}},"audience":{{{odd}}},"payload":{{{odd}}}}"""));
        Assert.Equal(
            new Envelope { EventType = EventType.PnrV3 },
            Read(
                $$$"""
                {"event_type":"PNR_V3","audience":{"organizationId":{{{odd}}}},
                 "payload":{"pnrId":{{{odd}}},"version":"x","data":{{{odd}}},"pnrTravelers":{{{odd}}}}}
                """));
    }

    [Fact]
    public void Operation_and_organization_of_more_than_200_characters_or_with_control_characters_are_not_used()
    {
        foreach (var text in new[] { _long, @"a\u0000b", @"a\nb", @"\u007f", @"\u0085" })
        {
            var envelope = Read($$$"""{"event_type":"PNR_V3","operation":"{{{text}}}","audience":{"organizationId":"{{{text}}}"}}""");
            Assert.Null(envelope.Operation);
            Assert.Null(envelope.OrganizationId);
        }

        var longest = Read(
            $$$"""{"event_type":"PNR_V3","operation":"{{{_long[1..]}}}","audience":{"organizationId":"{{{_long[1..]}}}"}}""");
        Assert.Equal(200, longest.Operation?.Name.Length);
        Assert.Equal(200, longest.OrganizationId?.Length);
    }

    [Theory]
    [InlineData("\"tomorrow\"", "tomorrow")]
    [InlineData("\"02/03/2026\"", "02/03/2026")]
    [InlineData("\"\\u0000\"", "\0")]
    [InlineData("{\"iso8601\":\"2026-03-02T17:38Z\"}", null)]
    public void A_timestamp_that_is_no_time_is_kept_as_text(string timestamp, string? text)
    {
        var envelope = Read($$$"""{"event_type":"PNR_V3","timestamp":{{{timestamp}}}}""");
        Assert.Equal(text, envelope.Timestamp);
        Assert.Null(envelope.OccurredAt);
    }

    [Theory]
    [InlineData("1772473087", "2026-03-02T17:38:07.0000000Z")]
    [InlineData("1772473087112", "2026-03-02T17:38:07.1120000Z")]
    [InlineData("1772473087.112000000", "2026-03-02T17:38:07.1120000Z")]
    public void A_timestamp_may_be_a_number_of_seconds_or_milliseconds(string timestamp, string expected)
    {
        var envelope = Read($$$"""{"event_type":"PNR_V3","timestamp":{{{timestamp}}}}""");

        Assert.Equal(timestamp, envelope.Timestamp);
        Assert.Equal(expected, envelope.OccurredAt?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void An_organization_may_be_a_number() => Assert.Equal(
        "42", Read("""{"event_type":"PNR_V3","audience":{"organizationId":{"id":42}}}""").OrganizationId);

    [Theory]
    [InlineData("PNR_V3", """{"pnrId":"1"}""", "pnr/1")]
    [InlineData("PNR_V3", """{"pnrId":"1","data":{"airPnr":{}}}""", "pnr/1")]
    [InlineData("PNR_V3", """{"data":{"pnrId":"1"}}""", "pnr/1")]
    [InlineData("PNR_V3", """{"pnrId":"2","data":{"pnrId":"1"}}""", "pnr/1")]
    [InlineData("PNR_V3", """{"pnrId":"1","data":null}""", "pnr/1")]
    [InlineData("PNR_V3", """{"pnrId":"1","data":[{"pnrId":"2"}]}""", "pnr/1")]
    [InlineData("PNR_V3", """{"pnrId":6104417720}""", "pnr/6104417720")]
    [InlineData("PNR_V3", """{"pnrId":"2","data":{"pnrId":6104417720}}""", "pnr/6104417720")]
    [InlineData("TRAVELER_V2", """{"id":12345678901234567890123}""", "traveler/12345678901234567890123")]
    [InlineData("PNR_V3", """{"pnrId":""}""", null)]
    [InlineData("PNR_V3", """{"id":"1"}""", null)]
    [InlineData("TRIP_DETAILS_V3", """{"basicTripInfo":{"tripId":"1"},"pnrs":[{"pnrId":"2"}]}""", "trip/1")]
    [InlineData("TRIP_DETAILS_V3", """{"tripId":"1"}""", null)]
    [InlineData("TRAVELER_V2", """{"id":"1"}""", "traveler/1")]
    [InlineData("PNR_APPROVAL", """{"pnrId":"1","tripId":"2","approvalId":"3"}""", "pnr/1")]
    [InlineData("AGENT_TASK_DETAILS", """{"id":"1","pnrId":"2"}""", "task/1")]
    [InlineData("SERVICE_CHARGE", """{"entity":{"entityType":"TRIP","entityId":"2"},"chargeId":"1"}""", "charge/1")]
    [InlineData("SERVICE_CHARGE", """{"entity":{"entityType":"TRIP","entityId":"2"}}""", "charge/2")]
    [InlineData("SERVICE_CHARGE", """{"entity":{"entityId":"2"},"chargeId":""}""", "charge/2")]
    [InlineData("TRAVELER_V2", """{"id":"a\u0000b"}""", "traveler/sha256:59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138")]
    public void The_subject_is_found_by_event_type(string eventType, string payload, string? subject) =>
        Assert.Equal(subject, Read($$$"""{"payload":{{{payload}}},"event_type":"{{{eventType}}}"}""").Subject?.ToString());

    [Theory]
    [InlineData("PNR_V3", """{"version":7}""", 7L)]
    [InlineData("PNR_V3", """{"version":1,"data":{"version":7}}""", 7L)]
    [InlineData("PNR_V3", """{"version":7,"data":{}}""", 7L)]
    [InlineData("PNR_V3", """{"version":7,"data":{"version":"8"}}""", 8L)]
    [InlineData("PNR_V3", """{"version":7,"data":{"version":"new"}}""", 7L)]
    [InlineData("PNR_V3", """{"version":9223372036854775807}""", long.MaxValue)]
    [InlineData("PNR_V3", """{"version":9223372036854775808}""", null)]
    [InlineData("PNR_V3", """{"version":7.5}""", null)]
    [InlineData("PNR_V3", """{"version":7e0}""", 7L)]
    [InlineData("PNR_V3", """{"version":3.0}""", 3L)]
    [InlineData("PNR_V3", """{"version":"3.0"}""", 3L)]
    [InlineData("PNR_V3", """{"version":" 7"}""", null)]
    [InlineData("PNR_V3", """{"version":"\ud800"}""", null)]
    [InlineData("PNR_V3", """{"version":1e400}""", null)]
    [InlineData("PNR_V3", """{"version":"7"}""", 7L)]
    [InlineData("PNR_V3", """{"version":null}""", null)]
    [InlineData("SERVICE_CHARGE", """{"bookingDetails":{"pnrId":"1","pnrVersion":7},"version":8}""", 7L)]
    [InlineData("TRAVELER_V2", """{"version":7}""", null)]
    [InlineData("PNR_APPROVAL", """{"version":7}""", null)]
    public void The_version_is_found_by_event_type(string eventType, string payload, long? version) =>
        Assert.Equal(version, Read($$$"""{"payload":{{{payload}}},"event_type":"{{{eventType}}}"}""").Version);

    [Theory]
    [InlineData("PNR_V3", """{"pnrTravelers":[{"businessInfo":{"companyInfo":{"id":@}}}]}""")]
    [InlineData("PNR_V3",
        """{"pnrTravelers":[{},null,[{"businessInfo":1}],{"businessInfo":{"companyInfo":{"id":@}}},{"businessInfo":{"companyInfo":{"id":"no"}}}]}""")]
    [InlineData("PNR_V3",
        """{"pnrTravelers":[{"businessInfo":{"companyInfo":{"id":"no"}}}],"data":{"pnrTravelers":[{"businessInfo":{"companyInfo":{"id":@}}}]}}""")]
    [InlineData("TRIP_DETAILS_V3", """{"pnrs":[{"pnrId":"1"},{"data":{"pnrTravelers":[{"businessInfo":{"companyInfo":{"id":@}}}]}}]}""")]
    [InlineData("TRAVELER_V2", """{"businessInfo":{"organizationRef":@}}""")]
    [InlineData("PNR_APPROVAL", """{"approvers":[{"basicInfo":{"userOrgId":{"organizationId":@}}}]}""")]
    [InlineData("AGENT_TASK_DETAILS", """{"organization":@,"primaryTraveler":{"userOrgId":{"organizationId":"no"}}}""")]
    [InlineData("AGENT_TASK_DETAILS", """{"organization":{"name":"x"},"primaryTraveler":{"userOrgId":{"organizationId":@}}}""")]
    [InlineData("SERVICE_CHARGE", """{"userOrgId":{"userId":{"id":"no"},"organizationId":@}}""")]
    public void Without_an_audience_the_organization_is_found_in_the_payload(string eventType, string payload)
    {
        foreach (var form in new[] { $"\"{Org}\"", $$"""{"id":"{{Org}}"}""", $$$"""{"name":"x","id":{"id":"{{{Org}}}"}}""" })
        {
            var shaped = payload.Replace("@", form, StringComparison.Ordinal);
            Assert.Equal(Org, Read($$$"""{"payload":{{{shaped}}},"event_type":"{{{eventType}}}"}""").OrganizationId);
            Assert.Equal(
                "first",
                Read($$$"""{"audience":{"organizationId":{"id":"first"}},"payload":{{{shaped}}},"event_type":"{{{eventType}}}"}""").OrganizationId);
            Assert.Equal(
                Org,
                Read($$$"""{"audience":{"organizationId":""},"payload":{{{shaped}}},"event_type":"{{{eventType}}}"}""").OrganizationId);
        }
    }

    [Fact]
    public void Names_are_compared_letter_by_letter()
    {
        Assert.Equal(
            UnreadableReason.NoEventType,
            EnvelopeReader.Read("""{"Event_Type":"PNR_V3","EVENTTYPE":"PNR_V3","event_type ":"PNR_V3"}"""u8).Reason);
        Assert.Null(Read("""{"event_type":"PNR_V3","Operation":"X"}""").Operation);
    }

    [Fact]
    public void Text_beyond_ascii_is_decoded()
    {
        var envelope = Read("""{"event_type":"PNR_V3","operation":"Zoë — 東京 😀","payload":{"pnrId":"\ud83d\ude00\u00e9\"\\\/"}}""");
        Assert.Equal("Zoë — 東京 😀", envelope.Operation?.Name);
        Assert.Equal("😀é\"\\/", envelope.Subject?.Id);
    }

    [Fact]
    public void A_reading_is_an_envelope_or_a_reason()
    {
        var good = EnvelopeReader.Read("""{"event_type":"PNR_V3"}"""u8);
        Assert.True(good.IsReadable);
        Assert.NotNull(good.Envelope);
        Assert.Null(good.Reason);

        var bad = EnvelopeReader.Read("5"u8);
        Assert.False(bad.IsReadable);
        Assert.Null(bad.Envelope);
        Assert.Equal(UnreadableReason.NotAnObject, bad.Reason);

        Assert.Equal(UnreadableReason.Empty, default(EnvelopeReading).Reason);
    }

    private static Envelope Read(string body)
    {
        var reading = EnvelopeReader.Read(Encoding.UTF8.GetBytes(body));
        Assert.Null(reading.Reason);
        return reading.Envelope!;
    }
}
