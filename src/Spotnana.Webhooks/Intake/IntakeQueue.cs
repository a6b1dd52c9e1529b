using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// The bounded channel between requests and the <see cref="InboxWriter"/>. It makes one commit serve many requests and is never the only
/// copy of anything that was answered 200.
/// </summary>
internal sealed class IntakeQueue(IOptions<IntakeOptions> options, InboxStatus status, TimeProvider time)
{
    private readonly Channel<IntakeTicket> _channel = Channel.CreateBounded<IntakeTicket>(
        new BoundedChannelOptions(options.Value.QueueCapacity));

    public ChannelReader<IntakeTicket> Tickets => _channel.Reader;

    /// <summary>From now on nothing is taken; what waits is still stored.</summary>
    public void Close() => _channel.Writer.TryComplete();

    /// <summary>Queues an entry and waits until it is durable. <see cref="AppendOutcome.Refused"/> when it is not, or not within <c>Intake:AckTimeout</c>.</summary>
    public async ValueTask<AppendOutcome> StoreAsync(InboxEntry entry, BufferBudget.Claim claim)
    {
        var ticket = new IntakeTicket(entry, claim);
        if (status.Failure is not null)
        {
            ticket.Settle(AppendOutcome.Refused);
            return AppendOutcome.Refused;
        }

        using var patience = new CancellationTokenSource(options.Value.AckTimeout, time);
        try
        {
            await _channel.Writer.WriteAsync(ticket, patience.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ChannelClosedException)
        {
            ticket.Settle(AppendOutcome.Refused);
            return AppendOutcome.Refused;
        }

        try
        {
            return await ticket.Outcome.WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The writer still owns the ticket: it may yet be stored, and Spotnana's retry is then a duplicate.
            return AppendOutcome.Refused;
        }
    }
}
