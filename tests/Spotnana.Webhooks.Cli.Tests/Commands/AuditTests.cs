using System.Globalization;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class AuditTests
{
    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private const string Entry =
        $$"""
        {"sequence":41,"at":"2026-11-23T21:49:22.969689Z","caller":"oncall","address":"192.0.2.7","action":"payload.read",
        "target":"spotnana/msg_1","outcome":"812 bytes","hash":"{{Hash}}"}
        """;

    [Fact]
    public async Task Who_did_what_is_listed_newest_first_within_80_columns_as_fields_and_as_JSON()
    {
        await using var stub = await ManagementStub.StartAsync(
            200, $$"""{"entries":[{{Entry.ReplaceLineEndings("")}}],"next":"41","chain":{"holds":true,"rows":41,"verifiedTo":41} }""");

        var terminal = await ToolRun.InTerminal("inbox", "audit", "--limit", "1", "--server", stub.Url);
        var piped = await ToolRun.Of("inbox", "audit", "--limit", "1", "--server", stub.Url);
        var json = await ToolRun.Of("inbox", "audit", "--limit", "1", "--server", stub.Url, "--json");

        Assert.Equal(["2026-11-23 21:49:22  oncall (192.0.2.7)  payload.read", "  spotnana/msg_1: 812 bytes"], terminal.Lines);
        Assert.Equal("There may be more: --limit 2, or narrow it.\n", terminal.Error);
        Assert.Equal(
            "41\t2026-11-23T21:49:22.969689Z\toncall\t192.0.2.7\tpayload.read\tspotnana/msg_1\t812 bytes", Assert.Single(piped.Lines));
        Assert.Equal(41, JsonDocument.Parse(Assert.Single(json.Lines)).RootElement.GetProperty("sequence").GetInt32());
        Assert.All(stub.Calls, call => Assert.Equal("GET /api/audit?limit=1", call));
    }

    [Fact]
    public async Task The_list_is_narrowed_and_goes_on_until_there_are_enough()
    {
        await using var stub = await ManagementStub.StartAsync(call => (200, call.Contains("cursor", StringComparison.Ordinal)
            ? $$"""{"entries":[{{Entry}}],"chain":{"holds":false,"why":"Row 3 is missing."} }"""
            : """{"entries":[],"next":"90","chain":{"holds":true}}"""));

        var run = await ToolRun.Of(
            "inbox", "audit", "--caller", "oncall", "--action", "redrive", "--subject", "pnr/1", "--from", "2026-11-01",
            "--to", "2026-11-02", "--server", stub.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Single(run.Lines);
        Assert.Contains("not as it was written: Row 3 is missing.", run.Error, StringComparison.Ordinal);
        const string filter = "GET /api/audit?caller=oncall&action=redrive&subject=pnr%2F1&from=2026-11-01&to=2026-11-02&limit=50";
        Assert.Equal([filter, filter + "&cursor=90"], stub.Calls);
    }

    [Theory]
    [InlineData("--head belongs to --verify", "--head", "1:aa")]
    [InlineData("--head takes a head as the service logs it", "--verify", "--head", "1:aa")]
    [InlineData("--verify reads the whole log", "--verify", "--caller", "oncall")]
    [InlineData("--verify reads the whole log", "--verify", "--from", "2026-11-01", "--head", "0:")]
    public async Task Wrong_usage_is_told(string error, params string[] args)
    {
        var run = await ToolRun.Of(["inbox", "audit", .. args]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_log_is_verified_against_what_the_service_says_and_a_head_that_it_logged()
    {
        await using var log = await AuditStub.StartAsync(rows: 2500, cut: 3);

        var plain = await ToolRun.Of("inbox", "audit", "--verify", "--server", log.Url);
        var headed = await ToolRun.Of("inbox", "audit", "--verify", "--head", $"{log.Rows[1700].Mark}", "--server", log.Url, "--json");

        Assert.Equal((0, $"The audit log is as it was written: 2500 rows, head {log.Rows[^1].Mark}\n"), (plain.ExitCode, plain.Out));
        Assert.Contains("To compare with a head", plain.Error, StringComparison.Ordinal);
        Assert.Equal(
            (0, $"{{\"holds\":true,\"rows\":2500,\"head\":\"{log.Rows[^1].Mark}\"}}\n", ""),
            (headed.ExitCode, headed.Out, headed.Error));
        Assert.Equal(
            ["GET /api/audit?order=oldest&limit=1000", "GET /api/audit?order=oldest&limit=1000&cursor=1003",
                "GET /api/audit?order=oldest&limit=1000&cursor=2003"],
            log.Calls.Take(3));
    }

    [Fact]
    public async Task A_log_that_is_not_as_it_was_written_is_told_by_its_first_wrong_row_whatever_the_service_says()
    {
        await using var log = await AuditStub.StartAsync(rows: 20, cut: 0);
        var (head, sixth) = (log.Rows[^1].Mark, log.Rows[5]);

        log.Rows[5] = sixth with { Entry = sixth.Entry with { Outcome = "nothing" } };
        await FailsAsync(log, "Row 6 was changed, or does not follow row 5.");
        log.Rows.RemoveAt(5);
        await FailsAsync(log, "Row 6 is missing.");
        log.Rows.Insert(5, sixth);
        log.Rows.RemoveRange(18, 2);
        var cut = await ToolRun.Of("inbox", "audit", "--verify", "--server", log.Url);
        Assert.Equal(0, cut.ExitCode);
        await FailsAsync(log, "Rows 19 to 20 are missing.", "--head", $"{head}");
        await FailsAsync(log, "\"holds\":false", "--head", $"{head}", "--json");
    }

    [Theory]
    [InlineData("""{"entries":[{"sequence":1}],"chain":{}}""")]
    [InlineData("""{"entries":[],"chain":{"head":"x"}}""")]
    [InlineData("""{"deliveries":[]}""")]
    public async Task An_answer_of_something_else_is_no_proof(string body)
    {
        await using var stub = await ManagementStub.StartAsync(200, body);

        var run = await ToolRun.Of("inbox", "audit", "--verify", "--server", stub.Url);

        Assert.Equal((1, "The answer is none of an audit log.\n"), (run.ExitCode, run.Error));
    }

    private static async Task FailsAsync(AuditStub log, string expected, params string[] more)
    {
        var run = await ToolRun.Of(["inbox", "audit", "--verify", "--server", log.Url, .. more]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Everything, StringComparison.Ordinal);
        Assert.Contains("The audit log is not as it was written.", run.Error, StringComparison.Ordinal);
    }

    /// <summary>A service with a chain of rows, which says of them that they hold, whatever a test does to them.</summary>
    private sealed class AuditStub : IAsyncDisposable
    {
        private readonly AuditMark _cut;
        private ManagementStub _stub = null!;

        private AuditStub(AuditMark cut) => _cut = cut;

        public List<AuditRecord> Rows { get; } = [];

        public string Url => _stub.Url;

        public IEnumerable<string> Calls => _stub.Calls;

        public static async Task<AuditStub> StartAsync(int rows, int cut)
        {
            var log = new AuditStub(cut == 0 ? AuditMark.Start : new AuditMark(cut, Convert.FromHexString(Hash)));
            for (var row = 0; row < rows; row++)
            {
                log.Rows.Add(AuditChain.Link(
                    row == 0 ? log._cut : log.Rows[^1].Mark,
                    new AuditEntry(ToolRun.Now.AddTicks(row * 1234567), "oncall", "::1", "redrive", "a\t\"Zoë\"", "done")));
            }

            log._stub = await ManagementStub.StartAsync(log.Answer);
            return log;
        }

        public ValueTask DisposeAsync() => _stub.DisposeAsync();

        private (int, string) Answer(string call)
        {
            var after = call.Split("cursor=") is [_, var cursor] ? long.Parse(cursor, CultureInfo.InvariantCulture) : 0;
            var page = Rows.Where(row => row.Sequence > after).Take(1000).ToList();
            var entries = page.Select(row => new
            {
                sequence = row.Sequence,
                at = row.Entry.At.UtcDateTime,
                caller = row.Entry.Caller,
                address = row.Entry.Address,
                action = row.Entry.Action,
                target = row.Entry.Target,
                outcome = row.Entry.Outcome,
                hash = Convert.ToHexStringLower(row.Hash.Span),
            });
            var next = page.Count == 1000 ? $"{page[^1].Sequence}" : null;
            var chain = new { holds = true, head = $"{Rows[^1].Mark}", anchor = _cut.Sequence == 0 ? null : $"{_cut}" };
            return (200, JsonSerializer.Serialize(new { entries, next, chain }));
        }
    }
}
