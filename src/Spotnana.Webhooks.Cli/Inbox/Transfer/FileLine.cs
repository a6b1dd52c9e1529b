using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// A line of the file: a header, then deliveries in the order of storing, what lanes remember, pauses, erasures with their keys, the audit
/// log, an end, and the MAC. One of these is set; with a delivery also its number and, where there is one, its body.
/// </summary>
internal sealed record FileLine
{
    public HeaderJson? Header { get; init; }

    public long? Sequence { get; init; }

    public DeliveryJson? Delivery { get; init; }

    public byte[]? Body { get; init; }

    /// <summary>The id of the key that the body is encrypted with. Null: it is not.</summary>
    public string? BodyKey { get; init; }

    public LaneMark? Lane { get; init; }

    public HandlerPause? Pause { get; init; }

    public HashKeyJson? HashKey { get; init; }

    public ErasureRecordJson? Erasure { get; init; }
    public AuditEndsJson? AuditEnds { get; init; }

    public AuditRowJson? Audit { get; init; }

    public EndJson? End { get; init; }

    /// <summary>See <see cref="FileMac"/>.</summary>
    public string? Mac { get; init; }

    /// <summary>How many of the kinds are set.</summary>
    public int CountKinds() =>
        new object?[] { Header, Delivery, Lane, Pause, HashKey, Erasure, AuditEnds, Audit, End, Mac }.Count(kind => kind is not null);
}
