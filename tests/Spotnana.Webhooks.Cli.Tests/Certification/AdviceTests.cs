using System.Collections.Concurrent;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>Where Spotnana leaves the choice open nothing fails: the receiver is certified, and gets advice on good practice.</summary>
public sealed class AdviceTests
{
    [Fact]
    public Task One_that_wants_a_certain_Content_Type_hears_that_it_should_not() =>
        IsAdvisedAsync(
            new() { TakesRequest = request => request.Headers.GetValueOrDefault("Content-Type") == "application/json" }, "content-type");

    [Fact]
    public async Task One_that_refuses_other_bytes_under_an_id_that_it_knows_hears_that_it_should_not()
    {
        var bodies = new ConcurrentDictionary<string, string>();

        await IsAdvisedAsync(
            new() { TakesRequest = request => bodies.GetOrAdd(request["x-spotnana-webhook-id"], Text(request)) == Text(request) },
            "same-id");
    }

    [Fact]
    public Task One_that_refuses_what_is_no_JSON_hears_that_it_should_not() =>
        IsAdvisedAsync(new() { TakesBody = body => body.StartsWith('{') }, "not-json");

    [Fact]
    public Task One_that_takes_another_API_version_hears_that_it_should_not() =>
        IsAdvisedAsync(new() { ChecksVersion = false }, "api-version");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_takes_one_form_of_signature_passes_and_hears_that_the_form_is_not_published(bool prefixed)
    {
        await using var receiver = await SmallReceiver.StartAsync(
            new() { TakesForm = token => token.StartsWith("v1,", StringComparison.Ordinal) == prefixed });

        var run = await CertifiedRun.OfAsync(receiver.Url);

        Assert.Empty(run.Failed);
        Assert.Equal(["tls", "signature-form"], run.CannotTell);
        Assert.Equal(0, run.ExitCode);
    }

    private static async Task IsAdvisedAsync(SmallReceiver receiver, string expected)
    {
        await using var started = await SmallReceiver.StartAsync(receiver);

        var run = await CertifiedRun.OfAsync(started.Url);

        Assert.Empty(run.Failed);
        Assert.Equal(["tls", expected], run.CannotTell);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("good practice", run.Check(expected).GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.Contains("good practice", run.Check(expected).ToString().Split("\"because\":", 2)[1], StringComparison.Ordinal);
    }

    private static string Text(Received request) => System.Text.Encoding.UTF8.GetString(request.Body);
}
