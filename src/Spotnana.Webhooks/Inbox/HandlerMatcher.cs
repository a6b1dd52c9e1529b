namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// Turns a delivery whose envelope could be read into an entry, with the handlers that take it and how long it is held back. Dispatch
/// provides it; intake knows nothing else of dispatch.
/// </summary>
internal delegate InboxEntry HandlerMatcher(Delivery delivery);
