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
    public async Task A_body_that_is_no_envelope_or_does_not_fit_fails_and_names_the_place_and_nothing_of_its_content()
    {
        const string Envelope = """{"event_type":"PNR_V3","operation":"BOOKING_TICKETED","payload":""";

        Assert.Equal(
            "stdin: This is no PNR_V3 event as Spotnana publishes them. $.payload.airPnr.legs[0].flights is not a list.\n",
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
            {"event_type":"LOYALTY_V1","operation":"POINTS_EARNED","payload":{"x":1},"timestamp":"2026-03-02T17:38:07Z","audience":{"organizationId":"org-1"}}
            """;

        var json = await ReadAsync(Body, "describe", "-", "--json");
        var page = await ReadAsync(Body, "describe", "-");

        Assert.Equal(
            """{"eventType":"LOYALTY_V1","operation":"POINTS_EARNED","occurredAt":"2026-03-02T17:38:07Z","organizationId":"org-1","summary":"Points earned"}""",
            Assert.Single(json.Lines));
        Assert.Equal(
            ["Points earned", "  event         LOYALTY_V1 POINTS_EARNED", "  happened      2026-03-02 17:38:07 UTC", "  organization  org-1"],
            page.Lines);
    }

    [Fact]
    public async Task Every_ticket_is_told_whatever_its_status_and_amounts_keep_their_digits()
    {
        const string Body = """
            {"event_type":"PNR_V3","payload":{"pnrId":"1","airPnr":{"travelerInfos":[{"tickets":[
            {"ticketNumber":"A","status":"VOIDED","amount":{"base":{"amount":100.10,"currencyCode":"CAD"},"tax":{"amount":12345678901234567.123,"currencyCode":"CAD"}}},
            {"ticketNumber":"B","status":"SOMETHING_NEW","amount":{"base":{"amount":1,"currencyCode":"CAD"},"tax":{"amount":1,"currencyCode":"USD"}}},
            {"ticketNumber":"C","amount":{"base":{"amount":79228162514264337593543950335,"currencyCode":"CAD"},"tax":{"amount":1,"currencyCode":"CAD"}}}]}]}}}
            """;

        var run = await ReadAsync(Body, "describe", "-", "--json");

        Assert.Contains(
            """tickets":[{"number":"A","status":"VOIDED","amount":12345678901234667.223,"currency":"CAD"},{"number":"B","status":"SOMETHING_NEW"},{"number":"C"}]""",
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
