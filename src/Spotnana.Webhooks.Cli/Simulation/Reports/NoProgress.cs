using Spotnana.Webhooks.Cli.Simulation.Records;

namespace Spotnana.Webhooks.Cli.Simulation.Reports;

/// <summary>For scripts that want nothing but JSON.</summary>
internal sealed class NoProgress : IProgressView
{
    public Task ShowAsync(Task run, Func<RecordSnapshot> snapshot) => Task.CompletedTask;
}
