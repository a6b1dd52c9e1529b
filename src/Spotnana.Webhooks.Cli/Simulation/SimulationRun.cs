using System.Globalization;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Cli.Simulation.Records;
using Spotnana.Webhooks.Cli.Simulation.Reports;
using Spotnana.Webhooks.Cli.Simulation.Sending;
using Spotnana.Webhooks.Cli.Simulation.Stories;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Simulation;

/// <summary>One run of <c>simulate</c>: a world, a plan, the sending of it, the report.</summary>
internal sealed class SimulationRun(Surroundings surroundings, SimulationSettings settings, bool json)
{
    /// <param name="ledger">Gets a line for each attempt, or null. Unbuffered.</param>
    /// <param name="report">Gets the report as JSON, or null.</param>
    /// <param name="cancellationToken">Ends the run early; the report is made all the same.</param>
    public async Task<int> RunAsync(Stream? ledger, ReportFile? report, CancellationToken cancellationToken)
    {
        var world = World.Create(settings.Bookings, settings.Organizations, settings.Seed, settings.Unknown, settings.Start);
        var plan = SendingPlan.Create(world.Events, settings);
        var record = new SendingRecord(plan.Deliveries.Count, ledger is null ? null : new Ledger(ledger), surroundings.Clock)
        {
            NothingWorks = SayWhy,
        };
        var problems = new List<string>();
        try
        {
            var sending = SendAsync(plan, record, cancellationToken);
            await View().ShowAsync(sending, record.Snapshot);
            await sending;
        }
        catch (LedgerException exception)
        {
            problems.Add($"The ledger cannot be written, so sending was stopped. {exception.Message}");
        }

        // Printed before anything else is tried: the figures are what the run was for
        var figures = SimulationReport.Of(settings, world, plan, record, stopped: cancellationToken.IsCancellationRequested);
        Write(figures);
        if (report?.Write(JsonSerializer.SerializeToUtf8Bytes(figures, SimulationJson.Indented.SimulationReport)) is { } failure)
            problems.Add($"The report cannot be written. {failure}");

        foreach (var problem in problems)
            surroundings.Say(problem);
        return figures.IsGood && problems.Count == 0 ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private async Task SendAsync(SendingPlan plan, SendingRecord record, CancellationToken cancellationToken)
    {
        using var client = new WebhookClient(settings.Url, surroundings.Clock, settings.Connections) { AddedHeaders = settings.Headers };
        using var tokens = settings.OAuth is { } oauth ? WebhookClient.CreateHttp(oauth.TokenUrl, settings.Connections) : null;
        var rotation = settings.Secret is { } choice ? new SecretRotation(choice.Secret, settings.NewSecret, plan.Deliveries.Count) : null;
        IDeliveryCredentials credentials = rotation is not null
            ? new SignatureCredentials(rotation, surroundings.Clock)
            : new BearerCredentials(settings.OAuth!, tokens!, surroundings.Clock);
        var sender = new DeliverySender(
            client, credentials, new Connections(settings.Connections), new RetrySchedule(settings.RetryTimescale), record,
            surroundings.Clock);
        await sender.RunAsync(plan, new Pace(settings.Rate, surroundings.Clock), () => rotation?.Advance(), cancellationToken);
    }

    private IProgressView View()
    {
        if (json)
            return new NoProgress();
        return surroundings.CanRedraw ? LiveProgress.On(surroundings) : new LineProgress(surroundings.Out, surroundings.Clock);
    }

    private void Write(SimulationReport figures)
    {
        if (json)
        {
            surroundings.Out.WriteLine(JsonSerializer.Serialize(figures, SimulationJson.Lines.SimulationReport));
            return;
        }

        foreach (var line in ReportText.Of(figures))
            surroundings.Out.WriteLine(line);
        if (!figures.IsGood && settings.Secret is { } choice)
            Explain(figures, choice);
    }

    private void SayWhy(WebhookAnswer answer, int times)
    {
        surroundings.Say(
            $"Nothing was delivered so far, and {times} attempts failed: {answer.ShortFailure}. Sending goes on; Ctrl-C ends it.");
        if (answer.Status is { } status && settings.Secret is { } choice)
            surroundings.Say(StatusMeaning.Of((int)status, settings.Url, choice.Origin));
    }

    private void Explain(SimulationReport figures, SecretChoice choice)
    {
        foreach (var failure in figures.Failures.Keys)
        {
            if (int.TryParse(failure, CultureInfo.InvariantCulture, out var status))
                surroundings.Say(StatusMeaning.Of(status, settings.Url, choice.Origin));
        }
    }
}
