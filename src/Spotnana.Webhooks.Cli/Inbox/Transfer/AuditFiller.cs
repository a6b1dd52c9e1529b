using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// Brings the audit log of a file into an inbox: as it is, where the inbox has none, or only what the file begins with (an import was
/// interrupted). An inbox with rows of its own gets one row, which says what was left out.
/// </summary>
internal sealed class AuditFiller
{
    private const string Caller = "tool";

    private IInboxAudit? _inbox;
    private AuditEnds _known = new(AuditMark.Start, AuditMark.Start);
    private AuditEnds? _file;
    private long _rows;
    private bool _isContinued;

    /// <summary>How many rows were added.</summary>
    public long Added { get; private set; }

    /// <summary>How many rows were left out.</summary>
    public long LeftOut { get; private set; }

    private bool IsNew => _known.Last.Sequence == 0;

    /// <summary>Gets to know the inbox. One that is there has to be known before the file.</summary>
    public async Task MeetAsync(IInboxAudit inbox, CancellationToken cancellationToken) =>
        (_inbox, _known) = (inbox, await inbox.ReadAuditEndsAsync(cancellationToken));

    /// <summary>Gets to know the file, before any of it is stored.</summary>
    public void Learn(FileChunk chunk)
    {
        _file ??= chunk.AuditEnds;
        _rows += chunk.Audit.Count;
        _isContinued |= _file?.Cut == _known.Last || chunk.Audit.Exists(row => row.Mark == _known.Last);
    }

    public async Task AddAsync(FileChunk chunk, CancellationToken cancellationToken)
    {
        if (!(IsNew || _isContinued) || chunk.Audit.FindAll(row => row.Sequence > _known.Last.Sequence) is not [_, ..] rows)
            return;
        await _inbox!.TakeAuditAsync(rows, EndsWith(rows[^1].Mark), cancellationToken);
        Added += rows.Count;
    }

    /// <summary>To be called when all chunks were added.</summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task EndAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_file is not { } file)
            return;
        if (IsNew || _isContinued)
        {
            await _inbox!.TakeAuditAsync([], EndsWith(file.Last), cancellationToken); // where the last rows are gone, as it says itself
            return;
        }

        LeftOut = _rows;
        await _inbox!.AppendAuditAsync(
            [new(now, Caller, Address: "", "import", "the audit log of another inbox", $"{_rows} rows left out, head {file.Last}")],
            cancellationToken);
    }

    private AuditEnds EndsWith(AuditMark last) => new(IsNew ? _file!.Cut : _known.Cut, last);
}
