using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Spotnana.Webhooks.Receiver.Listening;

namespace Spotnana.Webhooks.Receiver.Management.Document;

/// <summary>Describes the health probes and, where they are mapped, the metrics.</summary>
internal sealed class OperatingPaths(ListenerAddresses addresses, EndpointDataSource endpoints) : IOpenApiDocumentTransformer
{
    private const string MetricsPath = "/metrics";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        Add("/health/live", new OpenApiOperation
        {
            OperationId = "live",
            Summary = "Whether the process runs",
            Responses = new OpenApiResponses { ["200"] = Describe.Plain("It runs.", "live") },
        });
        Add("/health/ready", new OpenApiOperation
        {
            OperationId = "ready",
            Summary = "Whether deliveries can be stored",
            Description = "A verdict that is kept up to date: a request does no I/O. At SIGTERM it says no at once, while deliveries are still taken for Intake:DrainDelay.",
            Responses = new OpenApiResponses { ["200"] = Describe.Plain("They can.", "ready"), ["503"] = Describe.Plain("They cannot; the text says why.") },
        });
        if (endpoints.Endpoints.OfType<RouteEndpoint>().Any(endpoint => endpoint.RoutePattern.RawText == MetricsPath))
            Add(MetricsPath, Metrics(document));
        return Task.CompletedTask;

        void Add(string path, OpenApiOperation operation) => document.Paths[path] = Describe.Path(
            HttpMethod.Get, operation, addresses.UrlOf(Listener.Management), "The management listener, as this machine sees it. The probes answer on the webhooks listener too.");
    }

    private static OpenApiOperation Metrics(OpenApiDocument document) => new()
    {
        OperationId = "metrics",
        Summary = "The service in numbers, for Prometheus",
        Security = document.AnyKey(),
        Responses = document.Guarded(Right.Metrics, Describe.Plain("The Prometheus text format.")),
    };
}
