using Microsoft.AspNetCore.Http;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>
/// A listener that an application keeps for management alone. Register one as a singleton where there is such a listener, guard it by
/// <c>UseSpotnanaWebhooksManagement</c>, and see to it that the management endpoints are answered there only. Without keys in
/// <c>Management:Keys</c> whoever reaches it may do everything but read and erase payloads: the application then has to keep it on
/// loopback.
/// </summary>
public interface IManagementListener
{
    /// <summary>Where it listens, once the server runs: a URL that a person on this machine can use.</summary>
    Uri Url { get; }

    /// <summary>Where deliveries come in, likewise.</summary>
    Uri WebhooksUrl { get; }

    /// <summary>Whether a request came in by it. To be told by the connection: the Host header is the client's to choose.</summary>
    bool Received(HttpContext context);
}
