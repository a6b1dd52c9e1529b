using Spotnana.Webhooks.Cli.Simulation.Records;

namespace Spotnana.Webhooks.Cli.Simulation.Reports;

/// <summary>Shows how far a run has come, until it ends.</summary>
internal interface IProgressView
{
    Task ShowAsync(Task run, Func<RecordSnapshot> snapshot);
}
