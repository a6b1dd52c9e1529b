namespace Spotnana.Webhooks.Inbox;

/// <summary>Makes the entry of a delivery that can be read: the handlers that take it, and how long it is held back. All that intake knows of dispatch.</summary>
internal delegate InboxEntry HandlerMatcher(Delivery delivery);
