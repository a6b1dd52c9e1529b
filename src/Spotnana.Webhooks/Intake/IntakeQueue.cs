using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// The bounded channel between requests and the <see cref="InboxWriter"/>. It makes one commit serve many requests and is never the only
/// copy of anything that was answered 200.
/// </summary>
internal sealed class IntakeQueue(IOptions<IntakeOptions> options, IInbox inbox, InboxStatus status, StoredNames names, TimeProvider time)
{
    private readonly Channel<IntakeTicket> _channel = Channel.CreateBounded<IntakeTicket>(
        new BoundedChannelOptions(options.Value.QueueCapacity));

    /// <summary>Whoever takes a ticket must resolve it.</summary>
    public ChannelReader<IntakeTicket> Tickets => _channel.Reader;

    /// <summary>From now on nothing is taken; what waits is still stored.</summary>
    public void Close() => _channel.Writer.TryComplete();

    /// <summary>Queues an entry and waits until it is durable.</summary>
    /// <param name="entry">What to store.</param>
    /// <param name="claim">
    /// The share of the budget that the entry's body has. The caller hands it over and must not dispose of it any more.
    /// </param>
    /// <returns><see cref="AppendOutcome.Refused"/> when it is not durable, or not within <c>Intake:AckTimeout</c>.</returns>
    public async ValueTask<AppendOutcome> StoreAsync(InboxEntry entry, BufferBudget.Claim claim)
    {
        var started = time.GetTimestamp();
        var ticket = new IntakeTicket(status.Opened.IsCompleted && status.Failure is null ? Prepare(entry) : entry, claim);
        if (!await TryQueueAsync(ticket).ConfigureAwait(false))
            ticket.Resolve(AppendOutcome.Refused);

        try
        {
            var patience = options.Value.AckTimeout - time.GetElapsedTime(started);
            return await ticket.Outcome.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The writer still has the ticket and may yet store it: Spotnana's retry is then a duplicate.
            return AppendOutcome.Refused;
        }
    }

    /// <summary>
    /// What can be done on the request's thread, so that the writer has less to do. Names can be spelled only once the inbox is open.
    /// </summary>
    private InboxEntry Prepare(InboxEntry entry)
    {
        var spelled = names.Spell(entry);
        return entry.State == DeliveryState.Skipped ? spelled : spelled with { Stored = inbox.Encode(spelled.Delivery) };
    }

    private async ValueTask<bool> TryQueueAsync(IntakeTicket ticket)
    {
        // Until the inbox is open, and while it fails, nothing is queued.
        if (!status.Opened.IsCompleted || status.Failure is not null)
            return false;
        if (_channel.Writer.TryWrite(ticket))
            return true;

        using var patience = new CancellationTokenSource(options.Value.AckTimeout, time);
        try
        {
            await _channel.Writer.WriteAsync(ticket, patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is OperationCanceledException or ChannelClosedException)
        {
            return false;
        }
    }
}
