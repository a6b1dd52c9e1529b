namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>The inbox that is to be filled holds deliveries already.</summary>
internal sealed class NotEmptyException(long deliveries) : Exception
{
    public long Deliveries => deliveries;
}
