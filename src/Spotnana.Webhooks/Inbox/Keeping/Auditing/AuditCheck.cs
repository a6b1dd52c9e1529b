namespace Spotnana.Webhooks.Inbox.Keeping.Auditing;

/// <summary>
/// Checks the chain of an audit log, page by page. It finds whatever was changed, removed or added since. Whoever can write to the database
/// could make a whole new chain, or cut off its end: only a head that was logged before, elsewhere, tells of that.
/// </summary>
/// <param name="logged">A head that was logged before. Null: none.</param>
public sealed class AuditCheck(AuditMark? logged = null)
{
    private AuditMark? _place;

    /// <summary>Up to where the chain was checked.</summary>
    public AuditMark Place => _place ?? AuditMark.Start;

    /// <summary>What is wrong first, as whole sentences. Null: nothing so far.</summary>
    public string? Wrong { get; private set; }

    /// <summary>Checks the next page of rows, the oldest first, from the beginning of the log or from <see cref="Place"/> on.</summary>
    /// <returns>False where something is wrong.</returns>
    public bool Add(AuditPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        Wrong ??= Begin(page.Ends.Cut) ?? Follow(page.Rows) ?? (page.Next is null ? End(page.Ends) : null);
        return Wrong is null;
    }

    private string? Begin(AuditMark cut)
    {
        // While the check goes on, retention may remove what it has not come to.
        if (_place is null || cut.Sequence > Place.Sequence)
            _place = cut;
        return cut.Sequence == Place.Sequence ? Compare(cut) : null;
    }

    private string? Follow(IReadOnlyList<AuditRecord> rows)
    {
        foreach (var row in rows)
        {
            if (row.Sequence <= Place.Sequence)
                return $"Row {row.Sequence} should not be there: the log begins after row {Place.Sequence}.";
            if (row.Sequence != Place.Sequence + 1)
                return Missing(Place.Sequence + 1, row.Sequence - 1);
            if (!AuditChain.Hash(Place.Hash.Span, row.Sequence, row.Entry).AsSpan().SequenceEqual(row.Hash.Span))
            {
                return Place.Sequence == 0
                    ? $"Row {row.Sequence} was changed."
                    : $"Row {row.Sequence} was changed, or does not follow row {Place.Sequence}.";
            }

            _place = row.Mark;
            if (Compare(row.Mark) is { } wrong)
                return wrong;
        }

        return null;
    }

    private string? End(AuditEnds ends)
    {
        if (ends.Last.Sequence > Place.Sequence)
            return Missing(Place.Sequence + 1, ends.Last.Sequence);
        if (ends.Last != Place)
            return $"Row {Place.Sequence} was the last one, but by the log's own record it is {ends.Last}.";
        if (logged is not { } head)
            return null;
        if (head.Sequence > Place.Sequence)
            return $"{Missing(Place.Sequence + 1, head.Sequence)} They were there when the head {head} was logged.";
        return head.Sequence < ends.Cut.Sequence
            ? $"Row {head.Sequence} is no longer kept: the log begins after row {ends.Cut.Sequence}. Name a head that was logged later."
            : null;
    }

    private string? Compare(AuditMark row) => logged is { } head && head.Sequence == row.Sequence && head != row
        ? $"Row {row.Sequence} is not the one that was logged as head: it has another hash."
        : null;

    private static string Missing(long first, long last) =>
        first == last ? $"Row {first} is missing." : $"Rows {first} to {last} are missing.";
}
