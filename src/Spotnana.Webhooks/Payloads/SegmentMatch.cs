using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Payloads;

/// <summary>Which segment of an older snapshot is which of a newer one.</summary>
internal sealed record SegmentMatch(IReadOnlyList<Segment> Added, IReadOnlyList<Segment> Removed, IReadOnlyList<SegmentChange> Changed)
{
    public static SegmentMatch Of(IReadOnlyList<Segment> was, IReadOnlyList<Segment> now)
    {
        var (left, added, pairs) = (was.ToList(), now.ToList(), new List<SegmentChange>());
        // An id may hold the day, and so be another one after a move.
        Pair(static segment => segment.Id);
        Pair(static segment => $"{segment.Supplier} {segment.Number} {segment.From} {segment.To}");
        return new SegmentMatch(added, left, [.. pairs.Where(pair => pair.IsAny)]);

        void Pair(Func<Segment, string> key)
        {
            foreach (var segment in added.ToList())
            {
                if (left.Find(old => old.Kind == segment.Kind && key(old) == key(segment)) is not { } same)
                    continue;
                left.Remove(same);
                added.Remove(segment);
                pairs.Add(new SegmentChange(same, segment));
            }
        }
    }
}
