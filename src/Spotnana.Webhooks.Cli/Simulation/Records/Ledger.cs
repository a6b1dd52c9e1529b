using System.Text.Json;

namespace Spotnana.Webhooks.Cli.Simulation.Records;

/// <summary>Every attempt, a line of JSON each, written as soon as it has ended: what it holds stays true if the tool is killed.</summary>
/// <param name="file">Unbuffered: what could not be written must not wait for another try.</param>
internal sealed class Ledger(Stream file)
{
    private readonly Lock _lock = new();
    private LedgerException? _failure;

    /// <exception cref="LedgerException">
    /// It cannot be written, now or before: after a line that broke off no other would be readable.
    /// </exception>
    public void Add(Attempt attempt)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(LedgerLine.Of(attempt), LedgerJson.Lines.LedgerLine), (byte)'\n'];
        lock (_lock)
        {
            if (_failure is not null)
                throw _failure;
            try
            {
                file.Write(line);
            }
            catch (IOException exception)
            {
                throw _failure = new LedgerException(exception);
            }
        }
    }
}
