namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// Makes the inbox entry of a delivery whose envelope could be read: adds the handlers that match and the reorder window. Dispatch provides
/// it; intake knows nothing else of dispatch.
/// </summary>
internal delegate InboxEntry HandlerMatcher(Delivery delivery);
