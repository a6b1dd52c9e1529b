namespace Spotnana.Webhooks.Cli.Simulation.Records;

/// <summary>The record at one moment. Failures are counted by status or reason, what the receiver said by the word in its answer.</summary>
internal sealed record RecordSnapshot(
    int Planned, int Attempts, int Retries, int Delivered, int FirstTime, int Waiting, long Bytes, string? LastFailure, TimeSpan Elapsed,
    IReadOnlyDictionary<string, int> Failures, IReadOnlyDictionary<string, int> Said, IReadOnlyList<string> GivenUp)
{
    public double PerSecond => Elapsed > TimeSpan.Zero ? Delivered / Elapsed.TotalSeconds : 0;
}
