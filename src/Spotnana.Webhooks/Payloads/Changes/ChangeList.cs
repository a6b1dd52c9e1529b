namespace Spotnana.Webhooks.Payloads.Changes;

/// <summary>The changes found so far, within bounds.</summary>
internal sealed class ChangeList(int most)
{
    private const long MostPathCharacters = 4_000_000;

    private readonly List<FieldChange> _changes = [];
    private long _pathCharacters;

    public IReadOnlyList<FieldChange> All => _changes;

    /// <summary>Whether there are more than are told one by one: then looking for others is over.</summary>
    public bool IsFull { get; private set; }

    public void Add(ChangePlace place, SnapshotNode? was, SnapshotNode? now)
    {
        _pathCharacters += place.Length;
        IsFull |= _changes.Count == most || _pathCharacters > MostPathCharacters;
        if (!IsFull)
            _changes.Add(new FieldChange(place.PointerNow(), place.PointerBefore(), was?.Value, now?.Value));
    }
}
