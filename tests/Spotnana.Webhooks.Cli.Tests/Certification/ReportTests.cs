using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Spotnana.Webhooks.Cli.Certification.Checks;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>The reports of <c>certify</c>: what they show, and what they never show.</summary>
public sealed partial class ReportTests
{
    [Fact]
    public async Task Piped_there_is_a_line_for_each_check_and_then_what_failed_with_its_source()
    {
        await using var receiver = await SmallReceiver.StartAsync(new() { Success = 204 });

        var run = await ToolRun.OnRealClock("certify", "--url", receiver.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.DoesNotContain('\e', run.Out);
        Assert.DoesNotContain('\r', run.Out);
        Assert.Equal(
            Checklist.All.Select(each => each.Check.Id), run.Lines.Take(Checklist.All.Count).Select(line => line[13..].Split(' ')[0]));
        Assert.Contains(
            "FAIL: exactly-200. Success is exactly 200\n  Spotnana   Only 200 OK is success.", run.Out, StringComparison.Ordinal);
        Assert.Contains(
            "  source     developer.spotnana.com/webhooks/webhook-delivery\n"
                + "  sent       a delivery, correctly signed\n"
                + "  came back  204 in ",
            run.Out, StringComparison.Ordinal);
        Assert.Contains(": Not certified. 32 checks: 30 passed, 1 failed, 1 cannot tell.\n", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    public async Task On_a_terminal_the_table_fits_its_width(int columns)
    {
        await using var receiver = await SmallReceiver.StartAsync(new() { Verifies = false });

        var run = await ToolRun.OnRealClock(
            surroundings => surroundings with
            {
                OutIsTerminal = true,
                Columns = columns,
                Environment = name => name == "TERM" ? "xterm" : null,
            },
            "certify", "--url", receiver.Url);

        // What was written over is gone
        var shown = run.Lines.Select(line => Escapes().Replace(line.Split("\r\e[K")[^1], "")).ToArray();
        Assert.All(shown, line => Assert.InRange(line.Length, 0, columns));
        Assert.DoesNotContain(shown, line => line.Contains('\e'));
        Assert.All(Checklist.All, each => Assert.Contains(shown, line => line.Contains(each.Check.Title, StringComparison.Ordinal)));
        Assert.Contains(
            shown,
            line => line.StartsWith("FAIL         A wrong signature is refused", StringComparison.Ordinal)
                || line.StartsWith("FAIL         wrong-signature ", StringComparison.Ordinal));
        Assert.Contains(
            shown, line => line.StartsWith("Not certified. 32 checks: 23 passed, 5 failed, 4 cannot tell.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("dumb")]
    public async Task A_terminal_that_may_not_know_escapes_gets_none(string? term)
    {
        await using var receiver = await SmallReceiver.StartAsync(new() { Verifies = false });

        var run = await ToolRun.OnRealClock(
            surroundings => surroundings with { OutIsTerminal = true, Environment = name => name == "TERM" ? term : null },
            "certify", "--url", receiver.Url);

        Assert.DoesNotContain('\e', run.Out);
        Assert.Contains("Not certified.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_JUnit_file_counts_what_the_run_found()
    {
        await using var receiver = await SmallReceiver.StartAsync(new() { Duplicate = 409, Says = _ => "bad \0 \e[31m \uFFFF <&>" });
        using var file = new TemporaryFile("");

        var run = await ToolRun.OnRealClock("certify", "--url", receiver.Url, "--junit", file.Path);

        Assert.Equal(1, run.ExitCode);
        var suite = XDocument.Load(file.Path).Root!.Element("testsuite")!;
        var cases = suite.Elements("testcase").ToArray();
        Assert.Equal(Checklist.All.Select(each => each.Check.Id), cases.Select(each => each.Attribute("name")!.Value));
        Assert.Equal(("32", "1", "2", "0"), (Of("tests"), Of("failures"), Of("skipped"), Of("errors")));
        Assert.Equal(["duplicate"], cases.Where(each => each.Element("failure") is not null).Select(each => each.Attribute("name")!.Value));
        Assert.Equal(
            ["tls", "same-id"], cases.Where(each => each.Element("skipped") is not null).Select(each => each.Attribute("name")!.Value));
        Assert.Contains("came back: 409 in ", suite.Descendants("failure").Single().Value, StringComparison.Ordinal);

        string Of(string name) => suite.Attribute(name)!.Value;
    }

    [Fact]
    public async Task Every_delivery_has_an_id_of_this_run_a_made_up_booking_and_the_subscription_s_own_header()
    {
        await using var receiver = await SmallReceiver.StartAsync();

        var run = await CertifiedRun.OfAsync(receiver.Url, "--header", "X-Gateway: abc");

        var prefix = run.Json.GetProperty("run").GetString()!;
        var posts = receiver.Requests.Where(request => request.Method == "POST").ToArray();
        Assert.Matches("^certify_[0-9a-z]{6}$", prefix);
        Assert.Equal(run.Json.GetProperty("sent").GetInt32(), posts.Length);
        Assert.InRange(posts.Length, 100, 130);
        Assert.All(posts, post => Assert.Equal("abc", post["X-Gateway"]));
        Assert.All(posts, post => Assert.Matches("\"pnrId\":\\s*\"0000[0-9]{6}\"|^certify: no JSON$", Encoding.UTF8.GetString(post.Body)));
        Assert.All(
            posts.Select(post => post.Headers.GetValueOrDefault("x-spotnana-webhook-id")).OfType<string>(),
            id => Assert.StartsWith(prefix, id, StringComparison.Ordinal));
        Assert.InRange(posts.Max(post => post.Body.Length), 1_000_000 - 1000, 1_000_000);
    }

    [Fact]
    public async Task No_id_of_a_sample_s_record_is_sent_but_its_organization_s()
    {
        await using var receiver = await SmallReceiver.StartAsync();
        var sample = WebhookSample.Get("pnr-v3.booking-other-update.air");
        var organization = sample.Envelope!.OrganizationId!;
        var ids = Ids().Matches(Encoding.UTF8.GetString(sample.Body.Span)).Select(match => match.Value).Except([organization]).ToArray();

        await ToolRun.OnRealClock("certify", "--url", receiver.Url);

        // A trip, a ticket, a traveler
        Assert.All(["4823019957", "0167489825830", "df9a9c90-112d-52a7-b3a3-2cdc68c8b67f"], id => Assert.Contains(id, ids));
        var bodies = receiver.Requests.Select(request => Encoding.UTF8.GetString(request.Body)).ToArray();
        Assert.All(bodies.Where(body => body.StartsWith('{')), body =>
        {
            Assert.DoesNotContain(ids, id => body.Contains(id, StringComparison.Ordinal));
            Assert.Matches("\"tripId\":\\s*\"0000[0-9]{6}\"", body);
            Assert.Matches("\"ticketNumber\":\\s*\"0000[0-9]{9}\"", body);
            Assert.Contains($"\"{organization}\"", body, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Plain_http_to_another_machine_is_refused_unless_it_is_asked_for()
    {
        await using var receiver = await SmallReceiver.StartAsync(new() { Secret = Known.SecretA });
        // Does not count as this machine. Whether it leads here depends on proxies
        var url = receiver.Url.Replace("127.0.0.1", "0.0.0.0", StringComparison.Ordinal);

        var refused = await ToolRun.OnRealClock("certify", "--url", url, "--secret", Known.SecretA);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--allow-http", refused.Error, StringComparison.Ordinal);
        Assert.Empty(receiver.Requests);

        var allowed = await ToolRun.OnRealClock("certify", "--url", url, "--secret", Known.SecretA, "--allow-http");
        Assert.NotEqual(2, allowed.ExitCode);
        Assert.Contains("certified. 32 checks", allowed.Out, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"\e\[[0-9;]*[A-Za-z]")]
    private static partial Regex Escapes();

    [GeneratedRegex("(?<=\"[A-Za-z_-]*)([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{10,})|INV-[0-9]{4}-[0-9]+")]
    private static partial Regex Ids();
}
