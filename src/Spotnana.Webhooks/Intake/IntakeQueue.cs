using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// The bounded channel between requests and the <see cref="InboxWriter"/>. It makes one commit serve many requests and is never the only
/// copy of anything that was answered 200.
/// </summary>
internal sealed class IntakeQueue(IOptions<IntakeOptions> options, InboxStatus status, StoredNames names, TimeProvider time)
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
        // Names can be spelled only once the inbox is open. Until then nothing is queued.
        var isOpen = status.Opened.IsCompleted;
        var ticket = new IntakeTicket(isOpen ? names.Spell(entry) : entry, claim);
        using var patience = new CancellationTokenSource(options.Value.AckTimeout, time);
        if (!isOpen || !await TryQueueAsync(ticket, patience.Token).ConfigureAwait(false))
            ticket.Resolve(AppendOutcome.Refused);

        try
        {
            return await ticket.Outcome.WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The writer still has the ticket and may yet store it: Spotnana's retry is then a duplicate.
            return AppendOutcome.Refused;
        }
    }

    private async ValueTask<bool> TryQueueAsync(IntakeTicket ticket, CancellationToken patience)
    {
        if (status.Failure is not null)
            return false;

        try
        {
            await _channel.Writer.WriteAsync(ticket, patience).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is OperationCanceledException or ChannelClosedException)
        {
            return false;
        }
    }
}
