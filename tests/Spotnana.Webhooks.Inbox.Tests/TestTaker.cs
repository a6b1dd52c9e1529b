namespace Spotnana.Webhooks.Inbox.Tests;

/// <summary>A handler's side of a hand-over that has so many places and keeps what it is given.</summary>
internal sealed class TestTaker(int places, string handler = "h") : ILeaseTaker
{
    private readonly Lock _lock = new();
    private readonly List<Lease> _taken = [];
    private int _reserved;

    public string Handler => handler;

    public TimeSpan LeaseDuration => TimeSpan.FromMinutes(1);

    /// <summary>How often it was asked to give back what has not begun.</summary>
    public int GivenBack { get; private set; }

    /// <summary>Called as soon as a lease is handed over.</summary>
    public Action<Lease>? OnTake { get; init; }

    public IReadOnlyList<Lease> Taken
    {
        get
        {
            lock (_lock)
                return [.. _taken];
        }
    }

    /// <summary>Places that are reserved, and neither taken nor given back.</summary>
    public int Reserved
    {
        get
        {
            lock (_lock)
                return _reserved;
        }
    }

    public bool TryReserve(int bytes)
    {
        lock (_lock)
        {
            if (_reserved + _taken.Count >= places)
                return false;
            _reserved++;
            return true;
        }
    }

    public void Cancel(int bytes)
    {
        lock (_lock)
            _reserved--;
    }

    public void Take(Lease lease)
    {
        OnTake?.Invoke(lease);
        lock (_lock)
        {
            _reserved--;
            _taken.Add(lease);
        }
    }

    public void GiveBack() => GivenBack++;
}
