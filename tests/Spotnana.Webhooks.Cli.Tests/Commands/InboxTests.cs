using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class InboxTests
{
    private const string Delivery = """
        {"id":"msg_1","subscription":"spotnana","eventType":"PNR_V3","operation":"BOOKING_TICKETED","organizationId":"org-1","subject":"pnr/6104417720","version":3,
        "state":"dead","reason":"exhausted","occurredAt":"2026-08-03T15:02:44.037Z","sentAt":"2026-11-23T21:49:22Z","receivedAt":"2026-11-23T21:49:22.969689Z",
        "handlings":[{"handler":"expenses","state":"dead","reason":"exhausted","attemptCount":2,"attempts":[
        {"number":1,"startedAt":"2026-11-23T21:49:23.07Z","milliseconds":112,"outcome":"retry","error":"The target answered 500."},
        {"number":2,"startedAt":"2026-11-23T21:49:24Z","outcome":"lost"},
        {"number":3,"startedAt":"2026-11-23T21:49:25Z","milliseconds":30000,"outcome":"dead","error":"A long text that says in very many words what a handler could not do, and why it could not do it; with a \u001b[31mcolour."}]}],
        "traceId":"8c6df517ffeea48923f022f5277672c4","spanId":"a32ffd5965c19112","bytes":52878,
        "summary":"Ticketed: UA 58/LH 184 SFO 14 Sep 14:15 → BER 15 Sep 13:55, LH 181/UA 59 BER\n19 Sep 10:45 → SFO 19 Sep 15:50, 1 ticket, 1788.70 USD"}
        """;

    [Fact]
    public async Task Deliveries_are_listed_within_80_columns()
    {
        await using var stub = await ManagementStub.StartAsync(200, $$"""{"deliveries":[{{Delivery}}]}""");

        var run = await ToolRun.InTerminal("inbox", "list", "--server", stub.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                "2026-11-23 21:49:22  dead exhausted    msg_1", "  PNR_V3 BOOKING_TICKETED  pnr/6104417720",
                "  Ticketed: UA 58/LH 184 SFO 14 Sep 14:15 → BER 15 Sep 13:55, LH 181/UA 59 BER…",
            ],
            run.Lines);
        Assert.Equal(["GET /api/deliveries?limit=50"], stub.Calls);
    }

    [Fact]
    public async Task A_summary_that_says_no_more_than_the_operation_is_left_out()
    {
        await using var stub = await ManagementStub.StartAsync(
            200, """{"deliveries":[{"id":"1","eventType":"PNR_V3","operation":"BOOKING_TICKETED","summary":"Booking ticketed"}]}""");

        Assert.Equal(2, (await ToolRun.InTerminal("inbox", "list", "--server", stub.Url)).Lines.Length);
    }

    [Fact]
    public async Task Piped_each_delivery_is_a_line_of_fields_and_as_JSON_an_object_on_its_own_line()
    {
        await using var stub = await ManagementStub.StartAsync(200, $$"""{"deliveries":[{{Delivery.ReplaceLineEndings("")}}]}""");

        var piped = await ToolRun.Of("inbox", "list", "--server", stub.Url);
        var json = await ToolRun.Of("inbox", "list", "--server", stub.Url, "--json");

        Assert.Equal(
            "msg_1\tdead\texhausted\tPNR_V3\tBOOKING_TICKETED\tpnr/6104417720\t2026-11-23T21:49:22.969689Z\tspotnana\t"
            + "Ticketed: UA 58/LH 184 SFO 14 Sep 14:15 → BER 15 Sep 13:55, LH 181/UA 59 BER 19 Sep 10:45 → SFO 19 Sep 15:50, 1 ticket, "
            + "1788.70 USD",
            Assert.Single(piped.Lines));
        Assert.Equal("msg_1", JsonDocument.Parse(Assert.Single(json.Lines)).RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public async Task History_tells_below_each_event_what_it_says_within_80_columns_and_whole_when_piped()
    {
        await using var stub = await ManagementStub.StartAsync(200, $$"""{"deliveries":[{{Delivery}}]}""");

        var shown = await ToolRun.InTerminal("inbox", "history", "pnr/6104417720", "--server", stub.Url);
        var piped = await ToolRun.Of("inbox", "history", "pnr/6104417720", "--server", stub.Url);

        Assert.StartsWith("    Ticketed: UA 58/LH 184 SFO 14 Sep 14:15 → BER 15 Sep", shown.Lines[2], StringComparison.Ordinal);
        Assert.InRange(shown.Lines[2].Length, 70, 80);
        Assert.EndsWith("…", shown.Lines[2], StringComparison.Ordinal);
        Assert.Equal(
            "    Ticketed: UA 58/LH 184 SFO 14 Sep 14:15 → BER 15 Sep 13:55, LH 181/UA 59 BER 19 Sep 10:45 → SFO 19 Sep 15:50, 1 ticket, "
                + "1788.70 USD",
            piped.Lines[1]);
    }

    [Fact]
    public async Task A_delivery_that_came_again_shows_its_receipt_before_the_time_it_was_sent_last()
    {
        await using var stub = await ManagementStub.StartAsync(
            200, Delivery.Replace("\"sentAt\":\"2026-11-23T21:49:22Z\"", "\"sentAt\":\"2026-11-23T22:05:00Z\"", StringComparison.Ordinal));

        var run = await ToolRun.Of("inbox", "show", "msg_1", "--server", stub.Url);

        var times = run.Lines.SkipWhile(line => !line.StartsWith("  occurred", StringComparison.Ordinal)).Take(3);
        Assert.Equal(
            ["  occurred      2026-08-03 15:02:44", "  received      2026-11-23 21:49:22", "  last sent     2026-11-23 22:05:00"], times);
    }

    [Fact]
    public async Task The_original_bytes_go_unchanged_into_a_pipe_and_into_a_file_of_ones_own()
    {
        await using var stub = await ManagementStub.StartAsync(200, "{\"a\": \"\u001b[31m\"}\r\n\n");
        var folder = Directory.CreateTempSubdirectory("payload-");
        try
        {
            var path = Path.Combine(folder.FullName, "body.json");

            var piped = await ToolRun.Of("inbox", "payload", "..", "--subscription", "s", "--copy", "2", "--server", stub.Url);
            var saved = await ToolRun.Of("inbox", "payload", "a/b", "--out", path, "--server", stub.Url);
            var again = await ToolRun.Of("inbox", "payload", "a/b", "--out", path, "--server", stub.Url);

            Assert.Equal("{\"a\": \"\u001b[31m\"}\r\n\n", piped.Out);
            Assert.Equal((0, "", ""), (saved.ExitCode, saved.Out, saved.Error));
            Assert.Equal(piped.Out, await File.ReadAllTextAsync(path));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(1, again.ExitCode);
            Assert.StartsWith($"{path} cannot be written: ", again.Error, StringComparison.Ordinal);
            Assert.Equal(
                ["GET /api/deliveries/-/payload?id=..&subscription=s&copy=2", "GET /api/deliveries/a%2Fb/payload"], stub.Calls.Distinct());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task On_a_terminal_the_original_bytes_cannot_move_the_cursor_and_a_refusal_is_told()
    {
        await using var stub = await ManagementStub.StartAsync(call => call.Contains("gone", StringComparison.Ordinal)
            ? (410, "{\"status\":410,\"detail\":\"The bytes are gone.\"}")
            : (200, "{\"a\":  \"\u001b[31m\u202e\u009b\"}\r\n"));

        var shown = await ToolRun.InTerminal("inbox", "payload", "here", "--server", stub.Url);
        var gone = await ToolRun.Of("inbox", "payload", "gone", "--server", stub.Url);

        Assert.Equal("{\"a\":  \"\\u001b[31m\\u202e\\u009b\"}\n\n", shown.Out);
        Assert.Equal((1, "", "410: The bytes are gone.\n"), (gone.ExitCode, gone.Out, gone.Error));
    }

    [Fact]
    public async Task Every_filter_becomes_its_parameter_and_pages_are_followed_until_the_limit()
    {
        await using var stub = await ManagementStub.StartAsync(call =>
            (200, call.Contains("cursor", StringComparison.Ordinal)
                ? $$"""{"deliveries":[{{Delivery}}],"next":"again"}"""
                : """{"deliveries":[],"next":"first"}"""));

        var run = await ToolRun.Of(
            "inbox", "list", "--server", stub.Url, "--limit", "2", "--state", "dead", "--reason", "exhausted", "--handler", "h",
            "--event-type", "PNR_V3", "--operation", "O", "--organization", "o", "--subject", "pnr/1", "--subscription", "s", "--trace-id",
            "ab", "--from", "2026-03-02T00:00:00+02:00", "--to", "2026-03-03");

        const string Filter = "state=dead&reason=exhausted&handler=h&eventType=PNR_V3&operation=O&organization=o&subject=pnr%2F1&subscription=s&traceId=ab&from=2026-03-02T00%3A00%3A00%2B02%3A00&to=2026-03-03";
        Assert.Equal(0, run.ExitCode);
        Assert.Equal([
            $"GET /api/deliveries?{Filter}&limit=2",
            $"GET /api/deliveries?{Filter}&limit=2&cursor=first",
            $"GET /api/deliveries?{Filter}&limit=1&cursor=again",
        ], stub.Calls);
    }

    [Fact]
    public async Task Show_prints_the_timeline_within_80_columns_and_no_control_characters()
    {
        await using var stub = await ManagementStub.StartAsync(200, Delivery);

        var run = await ToolRun.InTerminal("inbox", "show", "a/b+c=%", "--server", stub.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["GET /api/deliveries/a%2Fb%2Bc%3D%25"], stub.Calls);
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.DoesNotContain('\e', run.Out);
        Assert.Equal(
            [
                "  Ticketed: UA 58/LH 184 SFO 14 Sep 14:15 → BER 15 Sep 13:55, LH 181/UA 59",
                "  BER 19 Sep 10:45 → SFO 19 Sep 15:50, 1 ticket, 1788.70 USD",
            ],
            run.Lines[1..3]);
        Assert.Contains(
            "  2026-11-23 21:49:23.070     1  retry          112 ms\n        The target answered 500.\n", run.Out,
            StringComparison.Ordinal);
        Assert.Matches("     2  lost +-\n", run.Out);
    }

    [Theory]
    [InlineData("..", "/api/deliveries/-/redrive?id=..")]
    [InlineData(".", "/api/deliveries/-/redrive?id=.")]
    [InlineData("....", "/api/deliveries/-/redrive?id=....")]
    [InlineData("a b", "/api/deliveries/a%20b/redrive")]
    [InlineData("a/b", "/api/deliveries/a%2Fb/redrive")]
    [InlineData("../../redrive", "/api/deliveries/..%2F..%2Fredrive/redrive")]
    [InlineData("a%2Fb", "/api/deliveries/a%252Fb/redrive")]
    [InlineData("%2e%2e", "/api/deliveries/%252e%252e/redrive")]
    [InlineData("-", "/api/deliveries/-/redrive")]
    [InlineData("@a", "/api/deliveries/%40a/redrive")]
    [InlineData("q?#+~'", "/api/deliveries/q%3F%23%2B~%27/redrive")]
    public async Task An_id_stays_one_id_in_the_address_and_no_body_is_sent(string id, string target)
    {
        await using var stub = await ManagementStub.StartAsync(200, """{"redriven":1,"handlings":1}""");

        var run = await ToolRun.Of("inbox", "redrive", id, "--server", stub.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal([$"POST {target}"], stub.Calls);
        Assert.Equal([false], stub.Bodies);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("redrive")]
    public async Task An_empty_id_is_wrong_usage(string command)
    {
        await using var stub = await ManagementStub.StartAsync(200, Delivery);

        var run = await ToolRun.Of("inbox", command, "", "--server", stub.Url);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("ID is empty", run.Error, StringComparison.Ordinal);
        Assert.Empty(stub.Calls);
    }

    [Fact]
    public async Task A_handlers_name_cannot_move_the_address_up()
    {
        await using var stub = await ManagementStub.StartAsync(400, """{"detail":"no"}""");

        await ToolRun.Of("inbox", "pause", "..", "--server", stub.Url + "/ops/");

        Assert.Equal(["POST /ops/api/handlers/../pause"], stub.Calls);
    }

    [Fact]
    public async Task A_redrive_by_filter_needs_yes_or_a_dry_run()
    {
        await using var stub = await ManagementStub.StartAsync(200, """{"redriven":2,"handlings":3,"left":1}""");

        var bare = await ToolRun.Of("inbox", "redrive", "--handler", "expenses", "--server", stub.Url);
        Assert.Equal(2, bare.ExitCode);
        Assert.Contains("--dry-run", bare.Error, StringComparison.Ordinal);
        Assert.Contains("--yes", bare.Error, StringComparison.Ordinal);
        Assert.Empty(stub.Calls);

        var dry = await ToolRun.Of("inbox", "redrive", "--handler", "expenses", "--dry-run", "--server", stub.Url);
        var real = await ToolRun.Of("inbox", "redrive", "--handler", "expenses", "--yes", "--server", stub.Url);
        Assert.Equal("Would redrive 2 deliveries (3 handlings); 1 left as they are\n", dry.Out);
        Assert.Equal("Redriven: 2 deliveries (3 handlings); 1 left as they are\n", real.Out);
        Assert.Equal(["POST /api/redrive?handler=expenses&dryRun=true", "POST /api/redrive?handler=expenses"], stub.Calls);
    }

    [Fact]
    public async Task It_is_a_failure_if_nothing_of_a_delivery_is_redriven()
    {
        await using var stub = await ManagementStub.StartAsync(200, """{"redriven":0,"handlings":0}""");

        var run = await ToolRun.Of("inbox", "redrive", "msg_1", "--handler", "h", "--copy", "1", "--server", stub.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Nothing to redrive", run.Error, StringComparison.Ordinal);
        Assert.Equal(["POST /api/deliveries/msg_1/redrive?handler=h&copy=1"], stub.Calls);
    }

    [Fact]
    public async Task Stats_shows_counts_rates_and_handlers_within_80_columns()
    {
        await using var stub = await ManagementStub.StartAsync(call => (200, call.EndsWith("stats", StringComparison.Ordinal)
            ? """{"deliveries":{"pending":2,"completed":1000000,"dead":1,"unhandled":0,"skipped":0},"backlog":2,"oldestPendingSeconds":90061.5,"rates":{"received":0.5,"refused":0,"completed":1.017,"failed":0}}"""
            : """{"handlers":[{"name":"expenses","configured":false,"paused":true,"pending":2,"dead":1,"oldestPendingSeconds":61.5}]}"""));

        var run = await ToolRun.InTerminal("inbox", "stats", "--server", stub.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains("  completed       1000000\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("backlog                 2  oldest 1 d 1 h\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("expenses         2         1  paused  not configured  oldest 1 min 1 s\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handlers_are_paused_resumed_and_discarded()
    {
        await using var stub = await ManagementStub.StartAsync(
            200, """{"name":"expenses","paused":true,"changed":true,"discarded":4,"leased":0}""");

        Assert.StartsWith(
            "expenses is paused", (await ToolRun.Of("inbox", "pause", "expenses", "--server", stub.Url)).Out, StringComparison.Ordinal);
        Assert.Equal("expenses goes on.\n", (await ToolRun.Of("inbox", "resume", "expenses", "--server", stub.Url)).Out);
        Assert.Equal(2, (await ToolRun.Of("inbox", "discard", "--handler", "expenses", "--server", stub.Url)).ExitCode);
        Assert.Equal("Discarded: 4\n", (await ToolRun.Of("inbox", "discard", "expenses", "--yes", "--server", stub.Url)).Out);
        Assert.Equal("Discarded: 4\n", (await ToolRun.Of("inbox", "discard", "--handler", "expenses", "--yes", "--server", stub.Url)).Out);
        Assert.Equal("Discarded: 4\n", (await ToolRun.Of("inbox", "discard", "a/b", "--handler", "expenses", "--server", stub.Url)).Out);
        Assert.Equal("Discarded: 4\n", (await ToolRun.Of("inbox", "discard", "..", "--server", stub.Url)).Out);
        Assert.Equal(0, (await ToolRun.Of("inbox", "try", "expenses", "--server", stub.Url)).ExitCode);
        Assert.Equal(
            [
                "POST /api/handlers/expenses/pause", "POST /api/handlers/expenses/resume", "POST /api/handlers/expenses/discard",
                "POST /api/handlers/expenses/discard", "POST /api/deliveries/a%2Fb/discard?handler=expenses",
                "POST /api/deliveries/-/discard?id=..", "POST /api/handlers/expenses/try",
            ],
            stub.Calls);
    }

    [Fact]
    public async Task The_key_comes_from_the_option_or_the_environment_and_is_never_shown()
    {
        await using var stub = await ManagementStub.StartAsync(401, """{"status":401,"detail":"This needs a key of Management:Keys."}""");

        var option = await ToolRun.Of("inbox", "stats", "--key", "key-0123456789abcdef", "--server", stub.Url);
        var variable = await ToolRun.WithManagementKey("var-0123456789abcdef", "inbox", "stats", "--server", stub.Url);
        var none = await ToolRun.Of("inbox", "stats", "--server", stub.Url);

        Assert.Equal(["Bearer key-0123456789abcdef", "Bearer var-0123456789abcdef", ""], stub.Keys);
        Assert.All([option, variable, none], run => Assert.Equal(1, run.ExitCode));
        Assert.StartsWith("401: The service does not know this key.", option.Error, StringComparison.Ordinal);
        Assert.Contains("--key", none.Error, StringComparison.Ordinal);
        Assert.Contains("SPOTNANA_MANAGEMENT_KEY", none.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", option.Everything + variable.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "This needs a key of Management:Keys with the right operate.")]
    [InlineData(404, "No delivery with this id is stored.")]
    [InlineData(409, "This id stands in several subscriptions. Say which by the parameter subscription: a, b.")]
    [InlineData(410, "Its bytes are no longer kept.")]
    [InlineData(400, "The value of the parameter state cannot be used.")]
    [InlineData(503, "The inbox cannot be reached for now.")]
    public async Task A_refusal_by_the_service_is_printed_in_its_own_words(int status, string detail)
    {
        await using var stub = await ManagementStub.StartAsync(status, $$"""{"status":{{status}},"detail":"{{detail}}"}""");

        var run = await ToolRun.Of("inbox", "redrive", "msg_1", "--server", stub.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Out);
        Assert.StartsWith($"{status}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(detail, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "[]")]
    [InlineData(302, "")]
    public async Task Another_server_is_not_taken_for_the_service(int status, string body)
    {
        await using var stub = await ManagementStub.StartAsync(status, body);

        var run = await ToolRun.Of("inbox", "list", "--server", stub.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"There is no management API at {stub.Url}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_listens_it_says_so()
    {
        var gone = new Uri(await Endpoint.GoneAsync()).GetLeftPart(UriPartial.Authority);

        var run = await ToolRun.Of("inbox", "stats", "--server", gone);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"Nothing listens at {gone}.", run.Error, StringComparison.Ordinal);
    }
}
