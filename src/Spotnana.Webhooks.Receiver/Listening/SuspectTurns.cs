namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>Lets as many requests of suspect connections be worked on at a time as there are processors, in their order.</summary>
internal sealed class SuspectTurns : IDisposable
{
    private readonly SemaphoreSlim _turns = new(Environment.ProcessorCount);

    public async ValueTask<Turn> TakeAsync()
    {
        await _turns.WaitAsync();
        return new Turn(_turns);
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>Ends once, however often it is disposed of.</summary>
    internal sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        private SemaphoreSlim? _turns = turns;

        public void Dispose() => Interlocked.Exchange(ref _turns, null)?.Release();
    }
}
