using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Makes the lines for people out of the bodies. They are kept nowhere.</summary>
internal sealed class Summaries(IInboxQuery inbox, SummaryAudit audit)
{
    // So much is read for one page: what comes behind it is told by its operation.
    private const long MostBytes = 32 * 1024 * 1024;

    /// <summary>The lines that the caller may see, by sequence. None for what has no readable envelope.</summary>
    public async Task<IReadOnlyDictionary<long, string>> OfAsync(HttpContext context, IReadOnlyList<DeliverySummary> deliveries) =>
        await OfAsync(deliveries, deliveries.Count > 0 && await audit.AllowsFullAsync(context), context.RequestAborted);

    /// <param name="deliveries">What is told of.</param>
    /// <param name="full">Whether with persons and places: that needs the right, and stands in the audit log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyDictionary<long, string>> OfAsync(
        IEnumerable<DeliverySummary> deliveries, bool full, CancellationToken cancellationToken)
    {
        var lines = new Dictionary<long, string>();
        var room = MostBytes;
        foreach (var delivery in deliveries.Where(delivery => delivery.EventType is not null))
        {
            var body = ReadOnlyMemory<byte>.Empty;
            if (delivery.Bytes <= room && EventType.Known.Contains(delivery.EventType!.Value))
                body = await ReadAsync(delivery.Sequence, cancellationToken);
            room -= body.Length;
            var summary = body.IsEmpty
                ? EventSummary.OfOperation(delivery.EventType, delivery.Operation)
                : EventSummary.Of(delivery.EventType, delivery.Operation, body);
            lines[delivery.Sequence] = full ? summary.Full : summary.Brief;
        }

        return lines;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(long sequence, CancellationToken cancellationToken)
    {
        try
        {
            return (await inbox.ReadPayloadAsync(sequence, cancellationToken)).Body;
        }
        catch (InvalidDataException)
        {
            return default; // one damaged body does not hide the rest of the page
        }
    }
}
