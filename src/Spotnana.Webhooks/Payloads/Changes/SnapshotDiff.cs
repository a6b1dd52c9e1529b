using System.Text.Json;

namespace Spotnana.Webhooks.Payloads.Changes;

/// <summary>
/// Tells in which fields two snapshots differ. Spotnana sends whole snapshots, and the order of what it lists means nothing: the elements
/// of a list are matched by what identifies them (a ticket number, the id of a flight, a traveler), else by their content, never by their
/// position. A list in another order is no change.
/// </summary>
/// <remarks>
/// <para>
/// Applied to the older snapshot, the changes give the newer one, up to the order of lists: put each <see cref="FieldChange.Now"/> in its
/// place <see cref="FieldChange.PathBefore"/>; then take away what is gone, from the last such change to the first.
/// </para>
/// <para>
/// What is new or gone, or is of another JSON type, is one change with its whole value. Numbers are compared as they are written, so 1.0 is
/// not 1. Where a name stands twice in an object, the last one counts. What lies deeper than 128 levels is compared as it is written.
/// </para>
/// <para>
/// The work grows with the length of the snapshots only. Beyond <see cref="MostValues"/>, <see cref="MostChanges"/>, or 4,000,000
/// characters in all paths, there is one change: the whole snapshot.
/// </para>
/// </remarks>
public static class SnapshotDiff
{
    /// <summary>The most values, containers included, that each of the snapshots may have to be looked into: 200,000.</summary>
    public const int MostValues = 200_000;

    /// <summary>The most changes that are told one by one: 10,000.</summary>
    public const int MostChanges = 10_000;

    /// <summary>Compares two snapshots.</summary>
    /// <param name="older">The snapshot before; its document must not be disposed while the changes are used.</param>
    /// <param name="newer">The snapshot after; its document must not be disposed while the changes are used.</param>
    /// <returns>
    /// The changes, in the order of the newer snapshot; in a list what is gone comes first, in an object last. Empty: they say the same.
    /// </returns>
    public static IReadOnlyList<FieldChange> Between(JsonElement older, JsonElement newer)
    {
        var was = SnapshotNode.TryRead(older, MostValues);
        var now = SnapshotNode.TryRead(newer, MostValues);
        if (was is null || now is null)
            return SnapshotNode.Raw(older) == SnapshotNode.Raw(newer) ? [] : [Whole(older, newer)];

        var changes = new ChangeList(MostChanges);
        Compare(was, now, ChangePlace.Root, changes);
        return changes.IsFull ? [Whole(older, newer)] : changes.All;
    }

    private static FieldChange Whole(JsonElement older, JsonElement newer) => new("", "", older, newer);

    private static void Compare(SnapshotNode was, SnapshotNode now, ChangePlace place, ChangeList changes)
    {
        if (was.Content == now.Content || changes.IsFull)
            return;
        if (was.Members is { } members && now.Members is { } newMembers)
            CompareMembers(members, newMembers, place, changes);
        else if (was.Elements is { } elements && now.Elements is { } newElements)
            CompareElements(elements, newElements, place, changes);
        else
            changes.Add(place, was, now);
    }

    private static void CompareMembers(
        Dictionary<string, SnapshotNode> was, Dictionary<string, SnapshotNode> now, ChangePlace place, ChangeList changes)
    {
        foreach (var (name, value) in now)
        {
            if (was.TryGetValue(name, out var before))
                Compare(before, value, place.Member(name), changes);
            else
                changes.Add(place.Member(name), was: null, value);
        }

        foreach (var (name, value) in was)
        {
            if (!now.ContainsKey(name))
                changes.Add(place.Member(name), value, now: null);
        }
    }

    private static void CompareElements(SnapshotNode[] was, SnapshotNode[] now, ChangePlace place, ChangeList changes)
    {
        var before = ElementMatch.Find(was, now);
        var kept = before.OfType<int>().ToHashSet();

        // These first: who takes away from the last change to the first then leaves the indexes of all others as they are.
        for (var index = 0; index < was.Length; index++)
        {
            if (!kept.Contains(index))
                changes.Add(place.Element(index, index), was[index], now: null);
        }

        for (var index = 0; index < now.Length; index++)
        {
            if (before[index] is { } matched)
                Compare(was[matched], now[index], place.Element(matched, index), changes);
            else
                changes.Add(place.NewElement(index), was: null, now[index]);
        }
    }
}
