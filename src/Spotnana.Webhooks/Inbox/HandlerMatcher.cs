namespace Spotnana.Webhooks.Inbox;

/// <summary>Names the handlers that take a delivery. All that intake knows of dispatch.</summary>
internal delegate IReadOnlyList<string> HandlerMatcher(Delivery delivery);
