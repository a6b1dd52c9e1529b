using Microsoft.OpenApi;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>Adds paths to a document, each with the server that answers it.</summary>
/// <param name="prefix">The prefix of the management API: empty, or for example <c>/ops</c>.</param>
/// <param name="listener">Null where there is only one listener: then paths name no server, since the document's own answers all.</param>
internal sealed class Places(string prefix, IManagementListener? listener)
{
    private const string Seen = "as seen from this machine.";

    private readonly OpenApiServer? _webhooks = Server(
        listener?.WebhooksUrl, $"The webhooks listener, {Seen} Give Spotnana the public https URL in front of it.");

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

    private static void Add(OpenApiDocument document, string path, HttpMethod method, OpenApiOperation operation, OpenApiServer? server)
    {
        if (document.Paths.TryGetValue(path, out var known))
        {
            known.Operations!.Add(method, operation);
            return;
        }

        document.Paths[path] = new OpenApiPathItem
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation> { [method] = operation },
            Servers = server is null ? null : [server],
        };
    }

    private static OpenApiServer? Server(Uri? url, string description) =>
        url is null ? null : new OpenApiServer { Url = url.GetLeftPart(UriPartial.Authority), Description = description };
}
