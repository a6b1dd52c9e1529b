using System.Text.Json;
using System.Text.Json.Nodes;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>Each fault of a receiver fails the checks that ask for it, and no other.</summary>
public sealed class VerdictTests
{
    private static readonly JsonSerializerOptions _relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task A_receiver_that_does_all_that_is_asked_is_certified()
    {
        await using var receiver = await SmallReceiver.StartAsync();

        var run = await CertifiedRun.OfAsync(receiver.Url);

        Assert.Empty(run.Failed);
        Assert.Equal(["tls"], run.CannotTell);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task What_it_answers_beside_the_status_does_not_matter()
    {
        await using var receiver = await SmallReceiver.StartAsync(new() { Says = _ => new string('x', 200_000) });

        Assert.Equal(0, (await CertifiedRun.OfAsync(receiver.Url)).ExitCode);
    }

    [Fact]
    public async Task An_Express_receiver_of_30_lines_is_certified()
    {
        await using var receiver = await ExpressReceiver.StartAsync();

        var run = await CertifiedRun.OfAsync(receiver.Url);

        Assert.Empty(run.Failed);
        Assert.Equal(["tls"], run.CannotTell);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public Task One_that_answers_204_fails_only_that_success_is_200() =>
        FailsAsync(new() { Success = 204 }, "exactly-200");

    [Fact]
    public Task One_that_reads_and_writes_the_body_again_as_NET_does_fails_what_NET_changes() =>
        FailsAsync(
            new() { Verified = body => JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(body)) },
            "raw-white-space",
            "raw-utf8",
            "raw-escapes");

    [Fact]
    public Task One_that_writes_the_body_again_sorted_and_with_doubles_fails_the_order_and_the_numbers_too() =>
        FailsAsync(
            new() { Verified = body => JsonSerializer.SerializeToUtf8Bytes(Sorted(JsonNode.Parse(body)), _relaxed) },
            "raw-white-space",
            "raw-key-order",
            "raw-utf8",
            "raw-escapes",
            "raw-numbers");

    [Fact]
    public Task One_that_reads_and_writes_the_body_again_as_Python_does_fails_what_Python_changes() =>
        FailsAsync(
            new() { Verified = PythonJson.WrittenAgain },
            "raw-white-space",
            "raw-utf8",
            "raw-escapes",
            "raw-numbers");

    [Fact]
    public Task One_that_refuses_duplicates_fails_only_the_duplicate() =>
        FailsAsync(new() { Duplicate = 409 }, "duplicate");

    [Fact]
    public Task One_that_answers_duplicates_another_2xx_fails_only_the_duplicate() =>
        FailsAsync(new() { Duplicate = 208 }, "duplicate");

    [Fact]
    public Task One_that_answers_a_GET_with_200_fails_only_that() =>
        FailsAsync(new() { NotPost = 200 }, "get-not-200");

    [Fact]
    public async Task One_that_verifies_nothing_fails_every_refusal()
    {
        var run = await FailsAsync(
            new() { Verifies = false }, "wrong-signature", "changed-delivery", "missing-headers", "malformed-signature", "stale-timestamp");

        // Spotnana does not say that these must be refused
        Assert.Equal(["tls", "api-version", "future-timestamp", "repeated-header"], run.CannotTell);
    }

    [Fact]
    public Task One_that_does_not_look_at_the_age_fails_only_the_old_timestamp() =>
        FailsAsync(new() { ChecksAge = false }, "stale-timestamp");

    [Fact]
    public async Task One_that_reads_the_first_signature_only_fails_the_rotation()
    {
        var run = await FailsAsync(new() { TakesOneSignatureOnly = true }, "rotation");

        Assert.Equal(["tls", "other-form-beside"], run.CannotTell);
    }

    [Fact]
    public Task One_that_refuses_what_it_does_not_know_fails_the_unknown_types() =>
        FailsAsync(new() { TakesBody = body => !body.Contains("CERTIFY_UNKNOWN", StringComparison.Ordinal) }, "unknown-types");

    [Fact]
    public Task One_that_refuses_unknown_fields_fails_only_those() =>
        FailsAsync(new() { TakesBody = body => !body.Contains("zCertify", StringComparison.Ordinal) }, "unknown-fields");

    [Fact]
    public Task One_with_the_usual_limit_of_100_KB_fails_only_the_large_body() =>
        FailsAsync(new() { MaxBytes = 102_400 }, "large-body");

    [Fact]
    public Task One_that_refuses_an_older_version_fails_only_the_order() =>
        FailsAsync(new() { TakesBody = new Newest(payload => payload["version"]!.GetValue<int>().ToString("000")).Takes }, "out-of-order");

    [Fact]
    public Task One_that_refuses_an_older_timestamp_fails_only_the_order() =>
        FailsAsync(new() { TakesBody = new Newest(payload => payload.Root["timestamp"]!.GetValue<string>()).Takes }, "out-of-order");

    [Fact]
    public Task One_that_drops_some_of_a_burst_fails_only_the_burst() =>
        FailsAsync(new() { TakesBody = body => PnrId(body)?.EndsWith("59", StringComparison.Ordinal) != true }, "burst");

    [Fact]
    public async Task One_that_redirects_fails_only_that_and_nothing_else_is_asked()
    {
        await using var receiver = await SmallReceiver.StartAsync(new() { RedirectsTo = "https://elsewhere.example/hooks" });

        var run = await CertifiedRun.OfAsync(receiver.Url);

        Assert.Equal(["no-redirect"], run.Failed);
        Assert.Equal(1, run.ExitCode);
        Assert.Single(receiver.Requests);
        Assert.Contains("\"sent\":1,\"accepted\":0,", run.Run.Out, StringComparison.Ordinal);
        Assert.Contains("to https://elsewhere.example/hooks", run.Check("no-redirect").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_is_neither_an_acceptance_nor_a_refusal()
    {
        await using var receiver = await SmallReceiver.StartAsync(new() { Malformed = 500 });

        var run = await CertifiedRun.OfAsync(receiver.Url);

        Assert.Empty(run.Failed);
        Assert.Equal(["tls", "malformed-signature"], run.CannotTell);
    }

    [Fact]
    public async Task The_refusals_of_one_that_shuts_the_sender_out_say_nothing()
    {
        await using var receiver = await SmallReceiver.StartAsync(new() { Patience = 4 });

        var run = await CertifiedRun.OfAsync(receiver.Url);

        Assert.Empty(run.Failed);
        Assert.Equal([
            "tls", "changed-delivery", "missing-headers", "malformed-signature", "stale-timestamp", "future-timestamp", "repeated-header",
            "not-json",
        ], run.CannotTell);
        Assert.Contains("shuts out", run.Check("stale-timestamp").GetProperty("because").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_wrong_secret_it_stops_at_the_first_check_and_says_what_may_be_wrong()
    {
        await using var receiver = await SmallReceiver.StartAsync(new() { Secret = Known.SecretA });

        var run = await CertifiedRun.OfAsync(receiver.Url, "--secret", Known.SecretB);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["signed-delivery"], run.Failed);
        Assert.Equal(4, receiver.Requests.Count);
        var because = run.Check("signed-delivery").GetProperty("because").GetString();
        Assert.All(
            ["another subscription's", "read and written again", "clocks", "--header"],
            cause => Assert.Contains(cause, because, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_listens_nothing_is_certified()
    {
        var run = await CertifiedRun.OfAsync(await Endpoint.GoneAsync());

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["signed-delivery"], run.Failed);
        Assert.Contains("Nothing listens at", run.Check("signed-delivery").ToString(), StringComparison.Ordinal);
    }

    private static async Task<CertifiedRun> FailsAsync(SmallReceiver broken, params string[] expected)
    {
        await using var receiver = await SmallReceiver.StartAsync(broken);

        var run = await CertifiedRun.OfAsync(receiver.Url);

        Assert.Equal(expected, run.Failed);
        Assert.Equal(1, run.ExitCode);
        Assert.False(run.Json.GetProperty("certified").GetBoolean());
        return run;
    }

    private static object? Sorted(JsonNode? node) => node switch
    {
        JsonObject item => new SortedDictionary<string, object?>(
            item.ToDictionary(property => property.Key, property => Sorted(property.Value)), StringComparer.Ordinal),
        JsonArray list => list.Select(Sorted).ToArray(),
        JsonValue value when value.GetValueKind() is JsonValueKind.Number => value.GetValue<double>(),
        _ => node,
    };

    private static string? PnrId(string body) =>
        body.StartsWith('{') ? JsonNode.Parse(body)!["payload"]!["pnrId"]!.GetValue<string>() : null;
}
