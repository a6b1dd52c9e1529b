using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Some consecutive lines: as many as are stored in one transaction.</summary>
internal sealed class FileChunk
{
    private const int MostItems = 500;
    private const int MostBytes = 16 << 20;

    private long _bytes;

    public List<DeliveryRecord> Deliveries { get; } = [];

    public List<LaneMark> Lanes { get; } = [];

    public List<HandlerPause> Pauses { get; } = [];

    public List<HashKeyJson> HashKeys { get; } = [];

    public List<ErasureRecordJson> Erasures { get; } = [];

    public List<AuditRecord> Audit { get; } = [];

    /// <summary>Where the audit log begins and ends. Null: this is not said here.</summary>
    public AuditEnds? AuditEnds { get; set; }

    /// <summary>SHA-256 of the file up to here. Set when it is full.</summary>
    public string UpToHere { get; set; } = "";

    public bool IsFull => _bytes >= MostBytes || Deliveries.Count + Lanes.Count + Pauses.Count + Erasures.Count + Audit.Count >= MostItems;

    /// <summary>Counts the bytes of a line.</summary>
    public void Count(long bytes) => _bytes += bytes;
}
