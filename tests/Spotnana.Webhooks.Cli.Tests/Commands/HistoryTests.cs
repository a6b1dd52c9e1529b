using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class HistoryTests
{
    private const string First = """
        {"id":"msg_1","subscription":"spotnana","eventType":"PNR_V3","operation":"BOOKING_CREATED","version":1,"state":"completed",
        "occurredAt":"2026-08-03T15:02:44.037Z","receivedAt":"2026-11-23T21:49:22.969689Z","stale":true,"changes":[]}
        """;

    private const string Second = """
        {"id":"msg_2","subscription":"tmc","eventType":"PNR_V3","operation":"BOOKING_TICKETED","version":2,"state":"dead","reason":"rejected",
        "occurredAt":"2026-08-03T15:03:44.037Z","receivedAt":"2026-11-23T21:49:20Z","stale":false,"changes":[
        {"path":"/status","was":"A","now":"B\u001b[31m"},{"path":"/x","was":null,
        "now":{ "a":
        [1]}},{"path":"/new","now":"0123456789012345678901234567890123456789012345678901234567890123456789"},{"path":"/old","was":1.50}]}
        """;

    [Fact]
    public async Task A_story_has_a_line_for_each_event_and_its_changes_below()
    {
        await using var stub = await ManagementStub.StartAsync(200, $$"""{"subject":"pnr/1","deliveries":[{{First}},{{Second}}]}""");

        var run = await ToolRun.InTerminal("inbox", "history", "pnr/1", "--server", stub.Url);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "happened             known here           what",
                "2026-08-03 15:02:44  2026-11-23 21:49:22  PNR_V3 BOOKING_CREATED  v1  completed  stale  msg_1",
                "2026-08-03 15:03:44  2026-11-23 21:49:20  PNR_V3 BOOKING_TICKETED  v2  dead rejected  on tmc  msg_2",
                "    /status  \"A\" → \"B\\u001b[31m\"",
                "    /x  null → { \"a\": [1]}",
                "    /new  + \"0123456789012345678901234567890123456789012345…",
                "    /old  - 1.50",
            ],
            run.Lines);
        Assert.Equal(["GET /api/subjects/pnr/1?limit=200"], stub.Calls);
    }

    [Fact]
    public async Task Piped_values_go_whole_and_as_JSON_each_delivery_is_one_line()
    {
        await using var stub = await ManagementStub.StartAsync(200, $$"""{"subject":"pnr/1","deliveries":[{{First}},{{Second}}]}""");

        var piped = await ToolRun.Of("inbox", "history", "pnr/1", "--server", stub.Url);
        var json = await ToolRun.Of("inbox", "history", "pnr/1", "--server", stub.Url, "--json");

        Assert.Contains("    /new  + \"0123456789012345678901234567890123456789012345678901234567890123456789\"", piped.Lines);
        Assert.Equal(["msg_1", "msg_2"], json.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task It_asks_for_page_after_page_up_to_the_limit()
    {
        await using var stub = await ManagementStub.StartAsync(call => (200, call.Contains("cursor", StringComparison.Ordinal)
            ? $$"""{"subject":"trip/a","deliveries":[{{Second}}],"next":"THEREST"}"""
            : $$"""{"subject":"trip/a","deliveries":[{{First}}],"next":"NEXT"}"""));

        var run = await ToolRun.Of(
            "inbox", "history", "trip/a/b c", "--server", stub.Url, "--subscription", "spotnana", "--limit", "2");

        Assert.Equal(
            [
                "GET /api/subjects/trip/a%2Fb%20c?subscription=spotnana&limit=2",
                "GET /api/subjects/trip/a%2Fb%20c?subscription=spotnana&limit=1&cursor=NEXT",
            ],
            stub.Calls);
        Assert.Equal((0, "There is more: --limit 4.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task It_says_where_changes_are_missing_and_why()
    {
        await using var gone = await ManagementStub.StartAsync(
            200, $$"""{"subject":"pnr/1","deliveries":[{{First.Replace("[]", "null", StringComparison.Ordinal)}}]}""");
        await using var lacking = await ManagementStub.StartAsync(
            200, $$"""{"subject":"pnr/1","deliveries":[{{First.Replace(",\"changes\":[]", "", StringComparison.Ordinal)}}]}""");
        await using var empty = await ManagementStub.StartAsync(200, """{"subject":"pnr/1","deliveries":[]}""");

        Assert.Equal(
            "    what changed is not known: a body is no longer kept",
            (await ToolRun.Of("inbox", "history", "pnr/1", "--server", gone.Url)).Lines[^1]);
        Assert.Equal(
            "What changed is not shown: that needs a key with the right payloads.\n",
            (await ToolRun.Of("inbox", "history", "pnr/1", "--server", lacking.Url)).Error);
        Assert.Equal(
            (0, "Nothing is stored about this subject.\n"),
            await ToolRun.Of("inbox", "history", "pnr/1", "--server", empty.Url) is var run ? (run.ExitCode, run.Error) : default);
    }

    [Theory]
    [InlineData("--at", "at")]
    [InlineData("--known", "known")]
    public async Task A_state_goes_unchanged_into_a_pipe(string option, string parameter)
    {
        const string State = "{ \"version\":1.0,\r\n\"a\":\"\u001b[31m\" }";
        await using var stub = await ManagementStub.StartAsync(200, State);

        var run = await ToolRun.Of("inbox", "history", "pnr/1", option, "2026-11-23T21:49:22Z", "--server", stub.Url);
        var shown = await ToolRun.InTerminal("inbox", "history", "pnr/1", option, "2026-11-23", "--server", stub.Url);

        Assert.Equal((0, State), (run.ExitCode, run.Out));
        Assert.Equal("{ \"version\":1.0,\n\"a\":\"\\u001b[31m\" }\n", shown.Out);
        Assert.Equal(
            [
                $"GET /api/subjects/pnr/1/state?{parameter}=2026-11-23T21%3A49%3A22Z",
                $"GET /api/subjects/pnr/1/state?{parameter}=2026-11-23",
            ],
            stub.Calls);
    }

    [Fact]
    public async Task Why_there_is_no_state_is_said()
    {
        await using var stub = await ManagementStub.StartAsync(410, """{"detail":"Its bytes are no longer kept."}""");

        var run = await ToolRun.Of("inbox", "history", "pnr/1", "--at", "2026-11-23", "--server", stub.Url);

        Assert.Equal((1, "", "410: Its bytes are no longer kept.\n"), (run.ExitCode, run.Out, run.Error));
    }

    [Theory]
    [InlineData("6104417720")]
    [InlineData("pnr/")]
    [InlineData("/1")]
    [InlineData("pnr/1", "--at", "2026-11-23", "--known", "2026-11-23")]
    [InlineData("pnr/1", "--limit", "0")]
    public async Task What_cannot_be_meant_is_wrong_usage(params string[] args) =>
        Assert.Equal(2, (await ToolRun.Of(["inbox", "history", .. args])).ExitCode);
}
