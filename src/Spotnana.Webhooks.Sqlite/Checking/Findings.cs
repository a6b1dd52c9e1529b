namespace Spotnana.Webhooks.Sqlite.Checking;

/// <summary>Counts what is wrong, and keeps the first of it.</summary>
internal sealed class Findings
{
    private const int Most = 20;

    private readonly List<string> _first = [];

    public long Count { get; private set; }

    public IReadOnlyList<string> First => _first;

    public void Add(string problem)
    {
        Count++;
        if (_first.Count < Most)
            _first.Add(problem);
    }
}
