using System.Text;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Tests.Contract;

public class UnreadableEnvelopeTests
{
    [Fact]
    public void An_empty_body_is_unreadable() => Assert.Equal(UnreadableReason.Empty, EnvelopeReader.Read([]).Reason);

    [Theory]
    [InlineData(" ")]
    [InlineData("nonsense")]
    [InlineData("{")]
    [InlineData("""{"event_type":"PNR_V3" """)]
    [InlineData("""{"event_type":"PNR_V3",}""")]
    [InlineData("""{"event_type":"PNR_V3","payload":[1,]}""")]
    [InlineData("""{"event_type":"PNR_V3"} x""")]
    [InlineData("""{"event_type":"PNR_V3"}{}""")]
    [InlineData("""{"event_type":"PNR_V3"}/**/""")]
    [InlineData("""/* */{"event_type":"PNR_V3"}""")]
    [InlineData("{\"event_type\":\"PNR_V3\" // end\n}")]
    [InlineData("\uFEFF{\"event_type\":\"PNR_V3\"}")]
    [InlineData("{\"event_type\":\"PNR\nV3\"}")]
    [InlineData("""{'event_type':'PNR_V3'}""")]
    [InlineData("""{"event_type":"PNR_V3","x":01}""")]
    [InlineData("""{"event_type":"PNR_V3","x":NaN}""")]
    [InlineData("""{"event_type":"PNR_V3","x":"\x"}""")]
    [InlineData("""{"event_type":"PNR_V3","x":"\u00g0"}""")]
    [InlineData("""{"event_type":"PNR_V3","x":"\ud800\u12"}""")]
    [InlineData("{\"event_type\":\"PNR_V3\"}\0")]
    [InlineData("event_type=PNR_V3")]
    public void What_is_not_strictly_one_json_value_is_unreadable(string body) =>
        Assert.Equal(UnreadableReason.NotJson, Reason(body));

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"event_type":"PNR_V3"}]""")]
    [InlineData("\"PNR_V3\"")]
    [InlineData("null")]
    [InlineData("5")]
    public void What_is_not_an_object_is_unreadable(string body) => Assert.Equal(UnreadableReason.NotAnObject, Reason(body));

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc0, 0x80 })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf5, 0x80, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xe6, 0x9d })]
    public void What_is_not_utf8_is_unreadable_wherever_it_stands(byte[] wrong)
    {
        Assert.Equal(
            UnreadableReason.NotUtf8,
            EnvelopeReader.Read([.. "{\"event_type\":\"PNR_V3\",\"x\":\""u8, .. wrong, .. "\"}"u8]).Reason);
        Assert.Equal(UnreadableReason.NotUtf8, EnvelopeReader.Read([.. "{\"event_type\":\"PNR_V3\"}"u8, .. wrong]).Reason);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"event_type":null}""")]
    [InlineData("""{"event_type":null,"eventType":null}""")]
    [InlineData("""{"payload":{"event_type":"PNR_V3"}}""")]
    public void Without_an_event_type_a_body_is_unreadable(string body) => Assert.Equal(UnreadableReason.NoEventType, Reason(body));

    [Theory]
    [InlineData("5")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("""["PNR_V3"]""")]
    [InlineData("""{"id":"PNR_V3"}""")]
    [InlineData("\"\"")]
    [InlineData("\"PNR\\u0000V3\"")]
    [InlineData("\"PNR_V3\\n\"")]
    public void An_event_type_of_another_kind_is_unreadable_whatever_the_old_name_says(string value)
    {
        Assert.Equal(UnreadableReason.BadEventType, Reason($$"""{"event_type":{{value}}}"""));
        Assert.Equal(UnreadableReason.BadEventType, Reason($$"""{"eventType":{{value}}}"""));
        Assert.Equal(UnreadableReason.BadEventType, Reason($$"""{"eventType":"PNR_V3","event_type":{{value}}}"""));
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(201, UnreadableReason.BadEventType)]
    public void An_event_type_has_at_most_200_characters(int length, UnreadableReason? reason) =>
        Assert.Equal(reason, Reason($$"""{"event_type":"{{new string('é', length)}}"}"""));

    [Theory]
    [InlineData("""{"event_type":"PNR_V3","event_type":"PNR_V3"}""")]
    [InlineData("""{"event_type":"PNR_V3","\u0065vent_type":"TRAVELER_V2"}""")]
    [InlineData("""{"event_type":"PNR_V3","eventType":"a","eventType":"b"}""")]
    [InlineData("""{"event_type":"PNR_V3","operation":"A","operation":null}""")]
    [InlineData("""{"event_type":"PNR_V3","timestamp":1,"timestamp":2}""")]
    [InlineData("""{"event_type":"PNR_V3","payload":{},"payload":{}}""")]
    [InlineData("""{"event_type":"PNR_V3","payload":1,"pay\u006Coad":{}}""")]
    [InlineData("""{"event_type":"PNR_V3","audience":{"organizationId":"a","organizationId":"b"}}""")]
    [InlineData("""{"event_type":"PNR_V3","audience":{"organizationId":{"id":"a","\u0069d":"b"}}}""")]
    [InlineData("""{"event_type":"PNR_V3","payload":{"pnrId":"1","pnrId":"2"}}""")]
    [InlineData("""{"event_type":"PNR_V3","payload":{"data":{"version":1,"version":2}}}""")]
    [InlineData("""{"event_type":"PNR_V3","payload":{"pnrTravelers":[{},{"businessInfo":{"companyInfo":{},"companyInfo":{}}}]}}""")]
    [InlineData("""{"event_type":"PNR_V4","payload":{"chargeId":"1","chargeId":"2"}}""")]
    public void A_repeated_name_among_those_that_are_used_is_unreadable(string body) =>
        Assert.Equal(UnreadableReason.RepeatedName, Reason(body));

    [Theory]
    [InlineData("""{"event_type":"PNR_V3","extra":1,"extra":2}""")]
    [InlineData("""{"event_type":"PNR_V3","payload":{"airPnr":{"id":1,"id":2},"tripId":1,"tripId":2}}""")]
    [InlineData("""{"event_type":"PNR_V3","payload":{"pnrTravelers":[{"businessInfo":{}},{"businessInfo":{}}]}}""")]
    [InlineData("""{"event_type":"PNR_V3","operationSummary":{"operation":1,"operation":2}}""")]
    public void Other_repeated_names_do_not_matter(string body) => Assert.Null(Reason(body));

    [Theory]
    [InlineData("""{"event_type":"PNR\ud800"}""")]
    [InlineData("""{"event_type":"\udc00\ud800"}""")]
    [InlineData("""{"eventType":"\uDFFF"}""")]
    [InlineData("""{"event_type":"PNR_V3","operation":"\ud800x"}""")]
    [InlineData("""{"event_type":"PNR_V3","operation":"\ud83d\ude00\ude00"}""")]
    [InlineData("""{"event_type":"PNR_V3","operation":"\ud83d\u0041"}""")]
    [InlineData("""{"event_type":"PNR_V3","operation":"\ud83d\\ude00"}""")]
    [InlineData("""{"event_type":"PNR_V3","timestamp":"\ud800"}""")]
    [InlineData("""{"event_type":"PNR_V3","audience":{"organizationId":{"id":"\ud800"}}}""")]
    [InlineData("""{"event_type":"PNR_V3","payload":{"pnrId":"\ud800"}}""")]
    [InlineData("""{"event_type":"PNR_V3","payload":{"pnrTravelers":[{"businessInfo":{"companyInfo":{"id":"\ud800"}}}]}}""")]
    public void Half_a_surrogate_pair_in_a_value_that_counts_is_unreadable(string body) =>
        Assert.Equal(UnreadableReason.LoneSurrogate, Reason(body));

    [Theory]
    [InlineData("""{"event_type":"PNR_V3","extra":"\ud800"}""")]
    [InlineData("""{"event_type":"PNR_V3","\ud800":1,"event\udc00type":2,"\u0065\ud800":3}""")]
    [InlineData("""{"event_type":"PNR_V3","operation":"\\ud800 \n \ud83d\ude00"}""")]
    [InlineData("""{"event_type":"PNR_V3","payload":{"id":"\ud800","chargeId":"\ud800"}}""")]
    [InlineData("""{"event_type":"PNR_V3","audience":{"organizationId":"a"},"payload":{"pnrTravelers":[{"businessInfo":{"companyInfo":{"id":"\ud800"}}}]}}""")]
    public void Half_a_surrogate_pair_elsewhere_does_not_matter(string body) => Assert.Null(Reason(body));

    [Theory]
    [InlineData("""{"event_type":"PNR_V3","extra":""", "[", "]", "}")]
    [InlineData("""{"event_type":"PNR_V3","extra": """, """{"x": """, "}", "}")]
    [InlineData("""{"event_type":"PNR_V3","payload":{"pnrTravelers":[{"x":""", "[1, ", "]", "}]}}", 3)]
    [InlineData("""{"event_type":""", """{"x":1,"y":""", "}", "}", 0, UnreadableReason.BadEventType)]
    public void A_depth_of_128_levels_is_read_and_one_of_129_is_too_deep(
        string start, string open, string close, string end, int moreLevels = 0, UnreadableReason? otherwise = null)
    {
        string Nested(int levels)
        {
            var inner = levels - 1 - moreLevels;
            return start + string.Concat(Enumerable.Repeat(open, inner - 1)) + open[..1] + close
                + string.Concat(Enumerable.Repeat(close, inner - 1)) + end;
        }

        Assert.Equal(otherwise, Reason(Nested(128)));
        Assert.Equal(UnreadableReason.TooDeep, Reason(Nested(129)));
        Assert.Equal(UnreadableReason.TooDeep, Reason(Nested(5000)));
    }

    [Fact]
    public void A_body_of_5_MB_is_read_without_a_copy()
    {
        var body = new StringBuilder("""{"payload":{"pnrTravelers":[""");
        for (var i = 0; body.Length < 5_000_000; i++)
            body.Append(i == 0 ? "" : ",")
                .Append("""{"userId":{"id":"1"},"businessInfo":{"legalEntity":{"a":[1,2,3]},"companyInfo":{"name":"no id here"}}}""");
        body.Append("""],"pnrId":"1","version":2},"audience":{"organizationId":"a"},"event_type":"PNR_V3"}""");
        var bytes = Encoding.UTF8.GetBytes(body.ToString());
        EnvelopeReader.Read("{}"u8);

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var reading = EnvelopeReader.Read(bytes);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        Assert.Equal("pnr/1", reading.Envelope?.Subject?.ToString());
        // The runtime counts in blocks of 8 KB: far less than a copy is all that can be told.
        Assert.InRange(allocated, 0, 64 * 1024);
    }

    private static UnreadableReason? Reason(string body) => EnvelopeReader.Read(Encoding.UTF8.GetBytes(body)).Reason;
}
