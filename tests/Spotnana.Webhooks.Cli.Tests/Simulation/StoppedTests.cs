using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Simulation.Records;
using Spotnana.Webhooks.Cli.Simulation.Sending;
using Spotnana.Webhooks.Cli.Simulation.Stories;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Cli.Tokens;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Tests.Simulation;

/// <summary>Requests that end at the very moment of Ctrl-C, when either exception may come.</summary>
public sealed class StoppedTests : IDisposable
{
    private static readonly FakeTimeProvider _clock = new(ToolRun.Now);

    private readonly CancellationTokenSource _stop = new();

    private readonly SendingPlan _plan = new(
        [.. World.Create(1, 1, seed: 1, unknown: 0, World.SamplesStart).Events
            .Select(happened => new PlannedDelivery("msg_1", "trace", happened))],
        Duplicates: 0, Reordered: 0, Late: 0);

    [Fact]
    public async Task A_delivery_whose_connection_breaks_at_that_moment_is_recorded_and_the_run_ends()
    {
        var signatures = new SignatureCredentials(
            new SecretRotation(SigningSecret.Parse(Known.SecretA), next: null, deliveries: 1), _clock);

        var end = await RunAsync(signatures);

        Assert.Equal(1, end.Attempts);
        Assert.Equal(1, end.Failures["connection broken"]);
    }

    [Fact]
    public async Task A_token_request_whose_connection_breaks_at_that_moment_is_recorded_and_the_run_ends()
    {
        using var tokens = new BreakingTokenClient(_stop.Cancel);

        var end = await RunAsync(new BearerCredentials(new OAuthClient(new Uri("http://localhost"), "id", "secret"), tokens, _clock));

        Assert.Equal(1, end.Attempts);
        Assert.Equal(1, end.Failures["token: connection broken"]);
    }

    public void Dispose() => _stop.Dispose();

    private async Task<RecordSnapshot> RunAsync(IDeliveryCredentials credentials)
    {
        using var client = new WebhookClient(new Uri("http://localhost"), _clock, new HttpClient(new BreakingReceiver(_stop.Cancel)));
        var record = new SendingRecord(_plan.Deliveries.Count, ledger: null, _clock);
        var sender = new DeliverySender(client, credentials, new Connections(1), new RetrySchedule(timescale: 1), record, _clock);
        await sender.RunAsync(_plan, new Pace(rate: null, _clock), () => { }, _stop.Token);
        return record.Snapshot();
    }

    private sealed class BreakingTokenClient(Action breaking) : HttpClient
    {
        public override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            breaking();
            return Task.FromException<HttpResponseMessage>(new HttpRequestException("reset"));
        }
    }
}
