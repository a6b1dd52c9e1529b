using Microsoft.AspNetCore.Http;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>
/// A listener that an application keeps for management alone. An application that has one registers this as a singleton, guards the
/// listener by <c>UseSpotnanaWebhooksManagement</c>, and makes sure that the management endpoints are answered only there. Without keys in
/// <c>Management:Keys</c> anybody who reaches it may do everything but read and erase payloads: the application must then keep it on
/// loopback.
/// </summary>
public interface IManagementListener
{
    /// <summary>The address of this listener, once the server runs: a URL that a person on this machine can use.</summary>
    Uri Url { get; }

    /// <summary>The address of the listener that takes deliveries, in the same form.</summary>
    Uri WebhooksUrl { get; }

    /// <summary>Whether a request came in by this listener. Decide by the connection: the client chooses the Host header.</summary>
    bool Received(HttpContext context);
}
