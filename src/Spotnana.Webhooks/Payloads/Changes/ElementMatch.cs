namespace Spotnana.Webhooks.Payloads.Changes;

/// <summary>Finds which element of an older list is which of a newer one.</summary>
internal static class ElementMatch
{
    /// <summary>
    /// Among the elements of one identity (those without any are of one, too) equal ones belong together; where then one is left on each
    /// side, it was changed.
    /// </summary>
    /// <returns>For each element of the newer list its index in the older one. Null: it is new.</returns>
    public static int?[] Find(SnapshotNode[] was, SnapshotNode[] now)
    {
        var before = new int?[now.Length];
        var groups = was.Select((node, index) => (Node: node, Index: index)).GroupBy(element => element.Node.Identity)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        foreach (var newer in now.Select((node, index) => (Node: node, Index: index)).GroupBy(element => element.Node.Identity))
        {
            if (groups.TryGetValue(newer.Key, out var older))
                Match([.. newer], older, before);
        }

        return before;
    }

    private static void Match(
        List<(SnapshotNode Node, int Index)> now, List<(SnapshotNode Node, int Index)> was, int?[] before)
    {
        var equal = was.GroupBy(element => element.Node.Content)
            .ToDictionary(group => group.Key, group => new Queue<int>(group.Select(element => element.Index)), StringComparer.Ordinal);
        foreach (var (node, index) in now)
        {
            if (equal.TryGetValue(node.Content, out var indexes) && indexes.TryDequeue(out var same))
                before[index] = same;
        }

        List<int> leftNow = [.. now.Where(element => before[element.Index] is null).Select(element => element.Index).Take(2)];
        List<int> leftBefore = [.. equal.Values.SelectMany(indexes => indexes).Take(2)];
        if (leftNow is [var changed] && leftBefore is [var former] && AreAlike(now, changed, was, former))
            before[changed] = former;
    }

    // A text in the place of another is no changed text: lists of texts are sets.
    private static bool AreAlike(
        List<(SnapshotNode Node, int Index)> now, int changed, List<(SnapshotNode Node, int Index)> was, int former)
    {
        var (newer, older) = (now.Find(element => element.Index == changed).Node, was.Find(element => element.Index == former).Node);
        return (newer.Members is not null && older.Members is not null) || (newer.Elements is not null && older.Elements is not null);
    }
}
