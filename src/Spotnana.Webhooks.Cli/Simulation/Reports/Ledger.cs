using System.Text.Json;

namespace Spotnana.Webhooks.Cli.Simulation.Reports;

/// <summary>Every attempt, a line of JSON each, written as soon as it has ended: what it holds stays true when the tool is killed.</summary>
internal sealed class Ledger(Stream file) : IDisposable
{
    private readonly Lock _lock = new();

    public void Add(Attempt attempt)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(AttemptJson.Of(attempt), SimulationJson.Lines.AttemptJson), (byte)'\n'];
        lock (_lock)
        {
            file.Write(line);
            file.Flush();
        }
    }

    public void Dispose() => file.Dispose();
}
