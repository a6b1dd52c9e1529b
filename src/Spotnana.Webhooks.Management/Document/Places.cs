using Microsoft.OpenApi;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>Where the paths of one document are answered.</summary>
/// <param name="prefix">Of the management API: empty, or such as <c>/ops</c>.</param>
/// <param name="listener">Null where everything has one listener: then servers are left out, as that of the document answers all.</param>
internal sealed class Places(string prefix, IManagementListener? listener)
{
    private const string Seen = "as this machine sees it.";

    private readonly OpenApiServer? _webhooks = Server(
        listener?.WebhooksUrl, $"The webhooks listener, {Seen} Spotnana is given the public https URL in front of it.");

    private readonly OpenApiServer? _management = Server(listener?.Url, $"The management listener, {Seen}");

    private readonly OpenApiServer? _both = Server(
        listener?.Url, $"The management listener, {Seen} The probes answer on the webhooks listener too.");

    /// <summary>Adds a path that takes deliveries.</summary>
    public void AddReceiving(OpenApiDocument document, string path, OpenApiOperation operation) =>
        Add(document, path, HttpMethod.Post, operation, _webhooks);

    /// <summary>Adds a path of the management API, given without the prefix.</summary>
    public void AddManagement(OpenApiDocument document, string path, HttpMethod method, OpenApiOperation operation) =>
        Add(document, prefix + path, method, operation, _management);

    /// <summary>Adds a path for those who run the service.</summary>
    public void AddOperating(OpenApiDocument document, string path, OpenApiOperation operation) =>
        Add(document, path, HttpMethod.Get, operation, _both);

    private static void Add(OpenApiDocument document, string path, HttpMethod method, OpenApiOperation operation, OpenApiServer? server) =>
        document.Paths[path] = new OpenApiPathItem
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation> { [method] = operation },
            Servers = server is null ? null : [server],
        };

    private static OpenApiServer? Server(Uri? url, string description) =>
        url is null ? null : new OpenApiServer { Url = url.GetLeftPart(UriPartial.Authority), Description = description };
}
