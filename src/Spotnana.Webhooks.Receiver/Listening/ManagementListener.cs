using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>Presents the management listener to the management API.</summary>
internal sealed class ManagementListener(ListenerAddresses addresses) : IManagementListener
{
    public Uri Url => addresses.UrlOf(Listener.Management);

    public Uri WebhooksUrl => addresses.UrlOf(Listener.Webhooks);

    public bool Received(HttpContext context) => context.CameInBy(Listener.Management);
}
