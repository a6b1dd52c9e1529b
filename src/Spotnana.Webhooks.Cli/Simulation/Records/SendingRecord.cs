using System.Net;
using Spotnana.Webhooks.Cli.Http;

namespace Spotnana.Webhooks.Cli.Simulation.Records;

/// <summary>The record of all that has happened so far. Safe for many threads.</summary>
internal sealed class SendingRecord(int planned, Ledger? ledger, TimeProvider clock)
{
    private const int Many = 20;

    private readonly Lock _lock = new();
    private readonly long _start = clock.GetTimestamp();
    private readonly List<long> _milliseconds = [];
    private readonly SortedDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _said = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _givenUp = new(StringComparer.Ordinal);
    private int _attempts;
    private int _retries;
    private int _delivered;
    private int _firstTime;
    private int _waiting;
    private long _bytes;
    private string? _lastFailure;

    /// <summary>
    /// Told once for each failure when so many attempts have ended in it and none in success: most likely the call is wrong, and with its
    /// retries a run takes long.
    /// </summary>
    public Action<WebhookAnswer, int>? NothingWorks { get; init; }

    /// <exception cref="LedgerException">It is counted, but not in the ledger.</exception>
    public void Add(Attempt attempt)
    {
        if (Count(attempt))
            NothingWorks?.Invoke(attempt.Answer, Many);
        ledger?.Add(attempt);
    }

    /// <summary>The schedule has ended without a 200: of the delivery, or of its duplicate, or of both.</summary>
    public void GiveUp(string id)
    {
        lock (_lock)
            _givenUp.Add(id);
    }

    /// <summary>A delivery waits for its next retry, until this is disposed.</summary>
    public IDisposable Wait()
    {
        Interlocked.Increment(ref _waiting);
        return new Waiting(this);
    }

    public RecordSnapshot Snapshot()
    {
        lock (_lock)
        {
            return new RecordSnapshot(
                planned, _attempts, _retries, _delivered, _firstTime, Volatile.Read(ref _waiting), _bytes, _lastFailure,
                clock.GetElapsedTime(_start),
                new Dictionary<string, int>(_failures), new Dictionary<string, int>(_said), [.. _givenUp]);
        }
    }

    public LatencyFigures Latencies()
    {
        lock (_lock)
            return LatencyFigures.Of(_milliseconds);
    }

    /// <returns>Whether so many have failed like this one, and all others too.</returns>
    private bool Count(Attempt attempt)
    {
        var answer = attempt.Answer;
        lock (_lock)
        {
            _attempts++;
            _retries += attempt.IsFirst ? 0 : 1;
            if (answer.Status is not null)
                _milliseconds.Add(answer.Milliseconds);
            if (answer.Status is HttpStatusCode.OK)
            {
                _delivered++;
                _firstTime += attempt.IsFirst ? 1 : 0;
                _bytes += attempt.Bytes;
                if (answer.BodyStatus is { } said)
                    _said[said] = _said.GetValueOrDefault(said) + 1;
            }
            else if (!answer.IsBrokenOff)
            {
                _lastFailure = answer.ShortFailure;
                _failures[_lastFailure] = _failures.GetValueOrDefault(_lastFailure) + 1;
                return _delivered == 0 && _failures[_lastFailure] == Many;
            }

            return false;
        }
    }

    private sealed class Waiting(SendingRecord record) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref record._waiting);
    }
}
