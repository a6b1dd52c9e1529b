using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

public sealed class SimulateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simulate-");

    private string LedgerPath => Path.Combine(_folder.FullName, "ledger.jsonl");

    private string ReportPath => Path.Combine(_folder.FullName, "report.json");

    [Fact]
    public async Task Every_event_is_posted_as_Spotnana_does_and_the_ledger_is_the_receivers_own_record()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await Simulate(endpoint, "--bookings", "20");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        foreach (var request in endpoint.Requests)
        {
            Assert.Equal("POST", request.Method);
            Assert.Equal("application/json", request["Content-Type"]);
            Assert.Equal("2.0", request["API-Version"]);
            Assert.Equal($"{ToolRun.Now.ToUnixTimeSeconds()}", request["x-spotnana-webhook-timestamp"]);
            Assert.Matches("^[0-9a-f]{32}$", request["X-B3-TraceId"]);
            Assert.Matches("^[0-9a-f]{16}$", request["X-B3-SpanId"]);
            Assert.True(EnvelopeReader.Read(request.Body).IsReadable);
        }

        AssertLedgerIs(endpoint);
    }

    [Fact]
    public async Task The_reports_figures_are_those_of_the_receivers_record()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var seen = new HashSet<string>();
        endpoint.Answer = request => seen.Add(IdOf(request)) && seen.Count % 5 == 0 ? 503 : null;

        var run = await Simulate(endpoint, "--bookings", "20", "--duplicates", "0.25", "--connections", "1");
        var report = Report();
        var requests = endpoint.Requests.Select(IdOf).ToList();
        var events = requests.Distinct().Count();

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(events, Number(report, "events"));
        Assert.Equal((int)Math.Round(0.25 * events), Number(report, "duplicates"));
        Assert.Equal(requests.Count, Number(report, "attempts"));
        Assert.Equal(events / 5, Number(report, "retries"));
        Assert.Equal(events / 5, report.GetProperty("failures").GetProperty("503").GetInt32());
        Assert.Equal(requests.Count - events / 5, Number(report, "delivered"));
        Assert.Equal(Number(report, "planned") - events / 5, Number(report, "firstTime"));
        Assert.Equal(events, report.GetProperty("said").GetProperty("accepted").GetInt32());
        Assert.Equal(Number(report, "duplicates"), report.GetProperty("said").GetProperty("duplicate").GetInt32());
        Assert.Equal(0, Number(report, "notDelivered"));
    }

    [Fact]
    public async Task What_is_not_answered_200_is_sent_again_at_once_up_to_five_times_and_nothing_else_is_sent_again()
    {
        await using var endpoint = await Endpoint.StartAsync();
        string? unlucky = null;
        int[] answers = [500, 202, 302, 404, 503];
        var given = 0;
        endpoint.Answer = request => (unlucky ??= IdOf(request)) == IdOf(request) && given < answers.Length ? answers[given++] : null;

        var run = await Simulate(endpoint, "--bookings", "5", "--duplicates", "0");

        Assert.Equal(0, run.ExitCode);
        Assert.All(endpoint.Requests.GroupBy(IdOf), copies => Assert.Equal(copies.Key == unlucky ? 6 : 1, copies.Count()));
        var retried = endpoint.Requests.Where(request => IdOf(request) == unlucky).ToList();
        Assert.Single(retried.Select(request => Convert.ToHexString(request.Body)).Distinct());
        Assert.Single(retried.Select(request => request["X-B3-TraceId"]).Distinct());
        Assert.Equal(6, retried.Select(request => request["X-B3-SpanId"]).Distinct().Count());
        var attempts = Ledger()
            .Where(line => line.GetProperty("id").GetString() == unlucky)
            .OrderBy(line => Number(line, "attempt"));
        Assert.Equal([.. answers, 200], attempts.Select(line => Number(line, "status")));
        AssertLedgerIs(endpoint);
    }

    [Fact]
    public async Task A_delivery_that_waits_for_its_retry_holds_up_no_other()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var stop = new CancellationTokenSource();
        string? unlucky = null;
        var others = new HashSet<string>();
        endpoint.Answer = request =>
        {
            unlucky ??= IdOf(request);
            if (IdOf(request) == unlucky)
                return 503;
            others.Add(IdOf(request));
            if (others.Count == 42)
                stop.Cancel();
            return null;
        };

        // 43 events; the clock stands still, so that no pause ends
        var run = await Simulate(endpoint, stop.Token, "--bookings", "5", "--duplicates", "0", "--connections", "1");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(42, others.Count);
        Assert.Equal(6, endpoint.Requests.Count(request => IdOf(request) == unlucky));
    }

    [Fact]
    public async Task Twenty_equal_refusals_and_no_success_are_told_at_once_and_sending_goes_on()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var stop = new CancellationTokenSource();
        endpoint.Answer = _ =>
        {
            if (endpoint.Requests.Count >= 100)
                stop.Cancel();
            return 404;
        };

        // The clock stands still: the run never ends by itself.
        var run = await Simulate(endpoint, stop.Token, "--bookings", "20");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            "Nothing was delivered so far, and 20 attempts failed: 404. Sending goes on; Ctrl-C ends it.\n"
                + "404: nothing is received at /webhooks/spotnana. The path is a setting of the subscription.\n",
            run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Split("Nothing was delivered").Length - 1);
        Assert.True(endpoint.Requests.Count >= 100);
    }

    [Fact]
    public async Task A_delivery_whose_schedule_ends_is_given_up_and_the_exit_code_says_so()
    {
        await using var endpoint = await Endpoint.StartAsync();
        string? unlucky = null;
        endpoint.Answer = request => (unlucky ??= IdOf(request)) == IdOf(request) ? 401 : null;

        var run = await ToolRun.OnRealClock([.. Arguments(endpoint), "--bookings", "2", "--duplicates", "0", "--retry-timescale", "1e-9"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(42, endpoint.Requests.Count(request => IdOf(request) == unlucky));
        Assert.StartsWith(
            "Not everything was delivered", run.Out[run.Out.IndexOf("Not ", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains(unlucky!, run.Out, StringComparison.Ordinal);
        Assert.StartsWith("401: the receiver did not accept the signature", run.Error, StringComparison.Ordinal);
        Assert.Equal([unlucky], Report().GetProperty("givenUp").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(1, Number(Report(), "notDelivered"));
    }

    [Fact]
    public async Task A_receiver_that_was_stopped_gets_everything_when_it_is_back()
    {
        await using var first = await Endpoint.StartAsync();
        var (port, received) = (first.Port, new ConcurrentBag<string>());
        var gone = new TaskCompletionSource();
        first.Answer = request =>
        {
            received.Add(IdOf(request));
            if (received.Count >= 20)
                gone.TrySetResult();
            return null;
        };

        var run = ToolRun.OnRealClock([.. Arguments(first), "--bookings", "20", "--retry-timescale", "0.0001"]);
        await gone.Task;
        await first.DisposeAsync();
        await LinesAsync(100, line => line.GetProperty("status").ValueKind is JsonValueKind.Null);
        await using var second = await Endpoint.StartAsync(port, Known.Sandbox);

        Assert.Equal(0, (await run).ExitCode);
        var ids = Ledger().Select(line => line.GetProperty("id").GetString()!).ToHashSet();
        Assert.Equal(ids, [.. received, .. second.Requests.Select(IdOf)]);
        Assert.Equal(Number(Report(), "planned"), Number(Report(), "delivered"));
    }

    [Fact]
    public async Task Equal_seeds_send_equal_bodies_in_an_equal_order_under_other_ids()
    {
        await using var first = await Endpoint.StartAsync();
        await using var second = await Endpoint.StartAsync();

        await Simulate(first, "--bookings", "10", "--seed", "7", "--connections", "1");
        await Simulate(second, "--bookings", "10", "--seed", "7", "--connections", "1");

        Assert.Equal(
            first.Requests.Select(request => Convert.ToHexString(request.Body)),
            second.Requests.Select(request => Convert.ToHexString(request.Body)));
        Assert.Empty(first.Requests.Select(IdOf).Intersect(second.Requests.Select(IdOf)));
    }

    [Fact]
    public async Task Duplicates_have_the_same_id_and_bytes()
    {
        await using var endpoint = await Endpoint.StartAsync();

        await Simulate(endpoint, "--bookings", "10", "--duplicates", "0.5");

        var copies = endpoint.Requests.GroupBy(IdOf).ToList();
        Assert.Equal((int)Math.Round(0.5 * copies.Count), copies.Count(copy => copy.Count() == 2));
        Assert.All(copies, copy => Assert.Single(copy.Select(request => Convert.ToHexString(request.Body)).Distinct()));
        AssertLedgerIs(endpoint);
    }

    [Fact]
    public async Task A_rotation_signs_with_the_old_secret_then_with_both_then_with_the_new_one()
    {
        await using var endpoint = await Endpoint.StartAsync(0, Known.SecretA, Known.SecretB);

        var run = await Simulate(endpoint, "--secret", Known.SecretA, "--rotate", Known.SecretB, "--bookings", "20", "--connections", "1");

        Assert.Equal(0, run.ExitCode);
        var phases = endpoint.Requests.Select(request =>
            string.Concat(request["x-spotnana-webhook-signature"].Split(' ').Select(signature => SignerOf(request, signature)))).ToList();
        Assert.Equal([
            .. Enumerable.Repeat("A", phases.Count / 2),
            .. Enumerable.Repeat("AB", phases.Count * 3 / 4 - phases.Count / 2),
            .. Enumerable.Repeat("B", phases.Count - phases.Count * 3 / 4),
        ], phases);
        Assert.All(
            [Known.SecretA, Known.SecretB],
            secret => Assert.DoesNotContain(secret["whsec_".Length..], run.Everything, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_subscriptions_own_headers_are_sent_with_every_request_and_printed_nowhere()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await Simulate(endpoint, "--bookings", "2", "--header", "X-Tenant: acme", "--header", "X-Key:s3cr3t=:");

        Assert.Equal(0, run.ExitCode);
        Assert.All(endpoint.Requests, request => Assert.Equal(("acme", "s3cr3t=:"), (request["X-Tenant"], request["X-Key"])));
        Assert.DoesNotContain(
            "s3cr3t", run.Everything + File.ReadAllText(LedgerPath) + File.ReadAllText(ReportPath), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no colon", "--header takes a name, a colon and a value.")]
    [InlineData("API-Version: 3.0", "--header: API-Version is sent anyway.")]
    public async Task A_header_that_cannot_be_added_is_wrong_usage(string header, string error)
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await Simulate(endpoint, "--header", "X-Tenant: acme", "--header", header);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(error, run.Error, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task Unknown_names_are_sent_in_the_fraction_asked_for()
    {
        await using var endpoint = await Endpoint.StartAsync();

        await Simulate(endpoint, "--bookings", "20", "--unknown", "0.1");

        var report = Report();
        var unknown = endpoint.Requests.DistinctBy(IdOf).Select(request => EnvelopeReader.Read(request.Body).Envelope!)
            .Count(envelope => !EventType.Known.Contains(envelope.EventType) || !Operation.Known.Contains(envelope.Operation!.Value));
        Assert.Equal(Number(report, "unknown"), unknown);
        Assert.Equal((int)Math.Round(0.1 * (Number(report, "events") - unknown)), unknown);
    }

    [Fact]
    public async Task Ctrl_C_stops_and_reports_and_every_request_that_was_received_is_in_the_ledger()
    {
        await using var endpoint = await Endpoint.StartAsync();
        using var stop = new CancellationTokenSource();
        endpoint.Answer = _ =>
        {
            if (endpoint.Requests.Count >= 30)
                stop.Cancel();
            return null;
        };

        var run = await Simulate(endpoint, stop.Token, "--bookings", "50");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Stopped. Delivered ", run.Out, StringComparison.Ordinal);
        Assert.True(Report().GetProperty("stopped").GetBoolean());
        Assert.Subset(Ledger().Select(line => line.GetProperty("id").GetString()!).ToHashSet(), endpoint.Requests.Select(IdOf).ToHashSet());
        Assert.True(endpoint.Requests.Count < 100);
    }

    [Fact]
    public async Task For_scripts_there_is_one_JSON_object_and_nothing_else()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var run = await Simulate(endpoint, "--bookings", "2", "--json");

        Assert.Empty(run.Error);
        var report = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
        Assert.Equal(JsonSerializer.Serialize(Report()), JsonSerializer.Serialize(report));
        Assert.Equal(endpoint.Url, report.GetProperty("url").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_report_fits_80_columns_on_a_terminal_and_in_a_file(bool isTerminal)
    {
        await using var endpoint = await Endpoint.StartAsync();
        string[] arguments = [.. Arguments(endpoint), "--bookings", "2"];

        var run = isTerminal ? await ToolRun.InTerminal(arguments) : await ToolRun.Of(arguments);

        var report = run.Lines[Array.FindIndex(run.Lines, line => line.Contains("Everything was delivered", StringComparison.Ordinal))..];
        Assert.All(report[1..], line => Assert.InRange(line.Length, 1, 80));
        Assert.Equal(isTerminal, run.Out.Contains('\e'));
        Assert.Empty(run.Error);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string IdOf(Received request) => request["x-spotnana-webhook-id"];

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static string SignerOf(Received request, string signature)
    {
        byte[] signed =
        [
            .. System.Text.Encoding.UTF8.GetBytes($"{IdOf(request)}.{request["x-spotnana-webhook-timestamp"]}."),
            .. request.Body,
        ];
        return new[] { ("A", Known.SecretA), ("B", Known.SecretB) }
            .Single(secret => Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret.Item2["whsec_".Length..]), signed))
                == signature).Item1;
    }

    private string[] Arguments(Endpoint endpoint) =>
        ["simulate", "--url", endpoint.Url, "--burst", "--ledger", LedgerPath, "--report", ReportPath];

    private Task<ToolRun> Simulate(Endpoint endpoint, params string[] more) => ToolRun.Of([.. Arguments(endpoint), .. more]);

    private Task<ToolRun> Simulate(Endpoint endpoint, CancellationToken stop, params string[] more) =>
        ToolRun.Until(stop, [.. Arguments(endpoint), .. more]);

    private List<JsonElement> Ledger()
    {
        using var file = new StreamReader(new FileStream(LedgerPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = file.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private Task LinesAsync(int count, Func<JsonElement, bool> condition) =>
        Wait.UntilAsync(
            () => Ledger().Count(condition) >= count,
            () => $"{count} such lines, but the ledger was\n{string.Join('\n', Ledger())}");

    private JsonElement Report() => JsonDocument.Parse(File.ReadAllBytes(ReportPath)).RootElement;

    // In any order: several connections answer at once
    private void AssertLedgerIs(Endpoint endpoint)
    {
        var lines = Ledger();
        Assert.Equal(
            endpoint.Requests.Select(request => (IdOf(request), Convert.ToHexStringLower(SHA256.HashData(request.Body)))).Order(),
            lines.Select(line => (line.GetProperty("id").GetString()!, line.GetProperty("sha256").GetString()!)).Order());
        Assert.Equal(lines.Count, lines.Select(line => (line.GetProperty("id").GetString(), Number(line, "attempt"))).Distinct().Count());
        var bodies = endpoint.Requests.DistinctBy(IdOf).ToDictionary(IdOf, request => EnvelopeReader.Read(request.Body).Envelope!);
        foreach (var line in lines)
        {
            var envelope = bodies[line.GetProperty("id").GetString()!];
            Assert.Equal(envelope.EventType.Name, line.GetProperty("eventType").GetString());
            Assert.Equal(envelope.Operation!.Value.Raw, line.GetProperty("operation").GetString());
            Assert.Equal(envelope.OrganizationId, line.GetProperty("organizationId").GetString());
            Assert.Equal(envelope.Subject?.ToString(), line.GetProperty("subject").GetString());
            Assert.Equal(envelope.OccurredAt, line.GetProperty("occurredAt").GetDateTimeOffset());
            Assert.Equal(ToolRun.Now, line.GetProperty("sentAt").GetDateTimeOffset());
        }
    }
}
