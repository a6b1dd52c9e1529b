using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Gathers a file's deliveries and lanes into batches; each becomes one transaction.</summary>
internal sealed class InboxFiller(IInboxTransfer inbox, Action<int> stored)
{
    private const int Most = 500;
    private const int MostBytes = 16 << 20;

    private readonly List<DeliveryRecord> _deliveries = [];
    private readonly List<LaneMark> _lanes = [];
    private int _bytes;

    /// <summary>How many deliveries were not there before.</summary>
    public long Added { get; private set; }

    public async Task AddAsync(FileItem item, CancellationToken cancellationToken)
    {
        if (item.Delivery is { } delivery)
        {
            _deliveries.Add(delivery);
            _bytes += delivery.Delivery.Body.Length;
        }
        else
        {
            await WriteDeliveriesAsync(cancellationToken); // lanes come after them
        }

        if (item.Lane is { } lane)
            _lanes.Add(lane);
        if (_deliveries.Count >= Most || _bytes >= MostBytes)
            await WriteDeliveriesAsync(cancellationToken);
        if (_lanes.Count >= Most)
            await WriteLanesAsync(cancellationToken);
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await WriteDeliveriesAsync(cancellationToken);
        await WriteLanesAsync(cancellationToken);
    }

    private async Task WriteDeliveriesAsync(CancellationToken cancellationToken)
    {
        if (_deliveries.Count == 0)
            return;
        Added += await inbox.WriteDeliveriesAsync(_deliveries, cancellationToken);
        stored(_deliveries.Count);
        _deliveries.Clear();
        _bytes = 0;
    }

    private async Task WriteLanesAsync(CancellationToken cancellationToken)
    {
        await inbox.WriteLaneMarksAsync(_lanes, cancellationToken);
        _lanes.Clear();
    }
}
