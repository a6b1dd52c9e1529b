using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// Checks the chain of the audit log behind: what is new again and again, and now and then all of it anew, since rows that were checked may
/// be changed later. It remembers the head meanwhile, so that it finds a tail that was cut off, too.
/// </summary>
public sealed class AuditWatch : IDisposable
{
    private readonly IInbox _inbox;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private AuditCheck _check = new();
    private DateTimeOffset? _checkedAt;
    private AuditMark? _head;
    private bool _isWhole; // whether the check, since it began anew, has come to the end once
    private string? _wrong;

    internal AuditWatch(IInbox inbox, TimeProvider time) => (_inbox, _time) = (inbox, time);

    /// <summary>Checks rows that are new since the last call.</summary>
    /// <param name="pages">The most pages of <see cref="IInboxAudit.LargestPage"/> rows to read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The verdict. Null: the inbox's engine keeps no audit log.</returns>
    /// <remarks>Failures are those of <see cref="IInbox"/>.</remarks>
    public async Task<AuditVerdict?> CheckAsync(int pages, CancellationToken cancellationToken)
    {
        if (_inbox is not IInboxAudit audit)
            return null;

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var isMore = true;
            for (var page = 0; isMore && page < pages; page++)
                isMore = await CheckPageAsync(audit, cancellationToken).ConfigureAwait(false);
            return new AuditVerdict(_wrong is null, _wrong, !isMore, _check.Place.Sequence, _checkedAt);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>Has the next calls check all rows anew.</summary>
    internal async Task StartOverAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        (_check, _isWhole) = (new AuditCheck(_head), false);
        _turn.Release();
    }

    /// <returns>Whether there is more to check.</returns>
    private async Task<bool> CheckPageAsync(IInboxAudit audit, CancellationToken cancellationToken)
    {
        if (_check.Wrong is not null)
            return false;

        var page = await audit.ReadAuditAsync(_check.Place.Sequence, IInboxAudit.LargestPage, cancellationToken).ConfigureAwait(false);
        if (!_check.Add(page))
        {
            _wrong = _check.Wrong;
            return false;
        }

        if (page.Next is not null)
            return true;

        _head = _check.Place;
        if (!_isWhole)
            (_isWhole, _wrong, _checkedAt) = (true, null, _time.GetUtcNow());
        return false;
    }
}
