using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

/// <summary>What an event says, for scripts and for readers.</summary>
public sealed class DescribeTests
{
    private static readonly string[] _kinds = ["flight", "stay", "car", "rail", "limo", "misc"];

    public static TheoryData<string> Samples => [.. WebhookSample.Names];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Every_sample_has_its_shape_with_nothing_null_or_empty_in_it(string sample)
    {
        var run = await ToolRun.Of("describe", sample, "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var json = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
        AssertNothingEmpty(json, "$");
        Assert.Equal(TypeOf(sample), json.GetProperty("type").GetString());
        Assert.Equal(WebhookSample.Get(sample).Operation?.Raw, json.GetProperty("operation").GetString());
        Assert.NotEmpty(json.GetProperty("summary").GetString()!);
        Assert.NotEmpty(json.GetProperty("organizationId").GetString()!);
        foreach (var segment in List(json, "segments"))
            Assert.Contains(segment.GetProperty("kind").GetString(), _kinds);
        foreach (var time in List(json, "segments").SelectMany(segment => segment.EnumerateObject()).Where(field => IsTime(field.Name)))
            Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$", time.Value.GetString());
        if (TypeOf(sample) == "booking")
        {
            Assert.Equal(sample.Split('.')[^1].ToUpperInvariant(), json.GetProperty("bookingType").GetString());
            Assert.NotEmpty(json.GetProperty("pnrId").GetString()!);
            Assert.NotEmpty(List(json, "travelers"));
            Assert.NotEmpty(List(json, "segments"));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task On_a_terminal_the_summary_comes_first_and_all_else_fits_80_columns(string sample)
    {
        var run = await ToolRun.InTerminal("describe", sample);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var json = JsonDocument.Parse((await ToolRun.Of("describe", sample, "--json")).Out).RootElement;
        Assert.Equal(json.GetProperty("summary").GetString(), run.Lines[0]);
        Assert.All(run.Lines[1..], line => Assert.InRange(line.Length, 1, 80));
    }

    [Fact]
    public async Task The_page_of_a_booking()
    {
        var run = await ToolRun.InTerminal("describe", Known.Sample);

        Assert.Equal(
            $"""
            {Known.SampleSays}

              event         PNR_V3 BOOKING_TICKETED
              happened      2026-08-03 15:02:44 UTC
              booking       6104417720, version 3
              type          AIR
              status        CONFIRMED_STATUS
              trip          4823019957
              organization  c3a4f420-d5f9-5c94-9cb4-5388959b80a1

            Travelers
              Avery Example  avery.example@example.com  df9a9c90-112d-52a7-b3a3-2cdc68c8b67f

            On the way, by local time
              flight  UA 58, SFO → FRA
                      14 Sep 2026 14:15 → 15 Sep 10:05, ECONOMY, CONFIRMED, EXA7QW
              flight  LH 184, FRA → BER
                      15 Sep 2026 12:45 → 13:55, ECONOMY, CONFIRMED, EXA7QW
              flight  LH 181, BER → FRA
                      19 Sep 2026 10:45 → 11:55, ECONOMY, CONFIRMED, EXA7QW
              flight  UA 59, FRA → SFO
                      19 Sep 2026 13:25 → 15:50, ECONOMY, CONFIRMED, EXA7QW

            Tickets
              0167489825830  ISSUED  1670.70 USD
              0167489900311  ISSUED  118.00 USD

            Fees
              BOOKING_FEE  PENDING  15.00 USD

            Total 1788.70 USD

            """,
            run.Out);
    }

    [Theory]
    [InlineData(
        "pnr-v3.booking-rebooked.hotel",
        """
        {"type":"booking","eventType":"PNR_V3","operation":"BOOKING_REBOOKED","occurredAt":"2026-08-24T02:15:41.008Z","pnrId":"7215330991",
        "tripId":"4823019957","version":1,"bookingType":"HOTEL","status":"CONFIRMED_STATUS",
        "organizationId":"c3a4f420-d5f9-5c94-9cb4-5388959b80a1",
        "travelers":[{"id":"df9a9c90-112d-52a7-b3a3-2cdc68c8b67f","name":"Avery Example","email":"avery.example@example.com"}],
        "segments":[{"kind":"stay","supplier":"Example Hotel Berlin Mitte","confirmation":"88120977","from":"Berlin",
        "startsAt":"2026-09-15T15:00:00","endsAt":"2026-09-19T11:00:00","status":"CONFIRMED"}],
        "total":{"amount":637.72,"currency":"EUR"},
        "fees":[{"amount":0.0,"currency":"USD","type":"BOOKING_FEE","status":"NO_CHARGE",
        "chargeId":"8b30299e-eacf-5ddc-9ba5-845fa9f034bb"}],
        "replaces":["7215330468"],
        "summary":"Booking rebooked: Example Hotel Berlin Mitte, Berlin, 15 Sep → 19 Sep, 637.72 EUR"}
        """)]
    [InlineData(
        "service-charge.service-fee",
        """
        {"type":"charge","eventType":"SERVICE_CHARGE","operation":"SERVICE_FEE","occurredAt":"2026-08-03T15:20:12.99Z","pnrId":"6104417720",
        "tripId":"4823019957","version":4,"status":"SUCCESS","organizationId":"c3a4f420-d5f9-5c94-9cb4-5388959b80a1",
        "travelers":[{"id":"df9a9c90-112d-52a7-b3a3-2cdc68c8b67f"}],"total":{"amount":15.0,"currency":"USD"},
        "fees":[{"amount":15.0,"currency":"USD","type":"BOOKING_FEE","status":"SUCCESS","chargeId":"5728e2e0-c65e-5ee5-8a0a-6b5302fa2a4a"}],
        "summary":"Service fee: 15.00 USD, booking 6104417720, success"}
        """)]
    [InlineData(
        "pnr-approval.hard-approval",
        """
        {"type":"approval","eventType":"PNR_APPROVAL","operation":"HARD_APPROVAL","occurredAt":"2026-08-04T10:31:03.449Z",
        "pnrId":"6104418001","tripId":"4823019957","organizationId":"c3a4f420-d5f9-5c94-9cb4-5388959b80a1",
        "summary":"Hard approval: booking 6104418001, until 4 Aug 22:59 UTC, by Morgan Placeholder"}
        """)]
    public async Task As_JSON_it_is_one_line(string sample, string json) =>
        Assert.Equal(json.ReplaceLineEndings("") + "\n", (await ToolRun.Of("describe", sample, "--json")).Out);

    [Fact]
    public async Task A_trip_has_the_travelers_once_and_the_segments_tickets_and_invoices_of_all_its_bookings()
    {
        var json = JsonDocument.Parse((await ToolRun.Of("describe", "trip-details-v3.trip-updated", "--json")).Out).RootElement;

        Assert.Single(List(json, "travelers"));
        Assert.Equal(
            ["flight", "flight", "flight", "flight", "stay", "car"],
            List(json, "segments").Select(segment => segment.GetProperty("kind").GetString()));
        Assert.Equal(["0167489825830", "0167489900311"], List(json, "tickets").Select(ticket => ticket.GetProperty("number").GetString()));
        Assert.Equal(
            ["INV-2026-004711", "INV-2026-004712", "INV-2026-004730"],
            List(json, "invoices").Select(invoice => invoice.GetProperty("number").GetString()));
        Assert.Equal(2878.04m, json.GetProperty("total").GetProperty("amount").GetDecimal());
    }

    [Fact]
    public async Task A_body_that_is_no_envelope_or_does_not_fit_fails_and_names_the_place_and_nothing_of_its_content()
    {
        const string Envelope = """{"event_type":"PNR_V3","operation":"BOOKING_TICKETED","payload":""";

        Assert.Equal(
            "stdin: This is no PNR_V3 event as Spotnana publishes them. $.payload.airPnr.legs[0].flights is not an array.\n",
            await FailureAsync(Envelope + """{"airPnr":{"legs":[{"flights":"Avery"}]}}}"""));
        Assert.Equal("stdin: It is not JSON, from line 2, byte 1 on.\n", await FailureAsync("{\"event_type\":\n}"));
        Assert.Equal("stdin: There is nothing in it.\n", await FailureAsync(""));
        Assert.Equal("stdin: $.event_type is missing.\n", await FailureAsync("{}"));
        Assert.Equal("stdin: $ is not an object.\n", await FailureAsync("[1]"));
    }

    [Fact]
    public async Task Of_an_event_type_that_is_not_known_it_tells_what_the_envelope_says()
    {
        const string Body = """
            {"event_type":"LOYALTY_V1","operation":"POINTS_EARNED","payload":{"x":1},
            "timestamp":"2026-03-02T17:38:07Z","audience":{"organizationId":"org-1"}}
            """;

        var json = await ReadAsync(Body, "describe", "-", "--json");
        var page = await ReadAsync(Body, "describe", "-");

        Assert.Equal(
            """{"eventType":"LOYALTY_V1","operation":"POINTS_EARNED","occurredAt":"2026-03-02T17:38:07Z","""
                + "\"organizationId\":\"org-1\"," + "\"summary\":\"Points earned\"}",
            Assert.Single(json.Lines));
        Assert.Equal(
            [
                "Points earned", "  event         LOYALTY_V1 POINTS_EARNED", "  happened      2026-03-02 17:38:07 UTC",
                "  organization  org-1",
            ],
            page.Lines);
    }

    [Fact]
    public async Task Every_ticket_is_told_whatever_its_status_and_amounts_keep_their_digits()
    {
        const string Body = """
            {"event_type":"PNR_V3","payload":{"pnrId":"1","airPnr":{"travelerInfos":[{"tickets":[
            {"ticketNumber":"A","status":"VOIDED","amount":{"base":{"amount":100.10,"currencyCode":"CAD"},
            "tax":{"amount":12345678901234567.123,"currencyCode":"CAD"}}},
            {"ticketNumber":"B","status":"SOMETHING_NEW","amount":{
            "base":{"amount":1,"currencyCode":"CAD"},"tax":{"amount":1,"currencyCode":"USD"}}},
            {"ticketNumber":"C","amount":{
            "base":{"amount":79228162514264337593543950335,"currencyCode":"CAD"},"tax":{"amount":1,"currencyCode":"CAD"}}}]}]}}}
            """;

        var run = await ReadAsync(Body, "describe", "-", "--json");

        Assert.Contains(
            """[{"number":"A","status":"VOIDED","amount":12345678901234667.223,"currency":"CAD"},"""
                + """{"number":"B","status":"SOMETHING_NEW"},{"number":"C"}]""",
            run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_neither_a_sample_nor_a_file_is_wrong_usage()
    {
        var run = await ToolRun.Of("describe", "pnr-v3.booking-tickted.air");

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("pnr-v3.booking-ticketed.air", run.Error, StringComparison.Ordinal);
    }

    private static async Task<string> FailureAsync(string body)
    {
        var run = await ReadAsync(body, "describe", "-", "--json");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        return run.Error;
    }

    private static Task<ToolRun> ReadAsync(string body, params string[] args) => ToolRun.OnRealClock(
        surroundings => surroundings with { InBytes = new MemoryStream(Encoding.UTF8.GetBytes(body)) }, args);

    private static string TypeOf(string sample) => sample.Split('.')[0] switch
    {
        "pnr-v3" => "booking",
        "trip-details-v3" => "trip",
        "traveler-v2" => "traveler",
        "pnr-approval" => "approval",
        "agent-task-details" => "task",
        _ => "charge",
    };

    private static bool IsTime(string name) => name is "startsAt" or "endsAt";

    private static JsonElement[] List(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray()] : [];

    private static void AssertNothingEmpty(JsonElement json, string path)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.True(json.EnumerateObject().Any(), $"{path} is empty.");
                foreach (var field in json.EnumerateObject())
                    AssertNothingEmpty(field.Value, $"{path}.{field.Name}");
                break;
            case JsonValueKind.Array:
                Assert.True(json.GetArrayLength() > 0, $"{path} is empty.");
                foreach (var element in json.EnumerateArray())
                    AssertNothingEmpty(element, $"{path}[]");
                break;
            case JsonValueKind.String:
                Assert.False(string.IsNullOrEmpty(json.GetString()), $"{path} is empty.");
                break;
            default:
                Assert.Equal(JsonValueKind.Number, json.ValueKind);
                break;
        }
    }
}
