using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>Describes the health probes and the metrics, where the application has mapped them.</summary>
internal sealed class OperatingPaths(EndpointDataSource endpoints)
{
    private const string LivePath = "/health/live";
    private const string ReadyPath = "/health/ready";
    private const string MetricsPath = "/metrics";

    public void AddTo(OpenApiDocument document, Places places)
    {
        if (Has(LivePath))
            places.AddOperating(document, LivePath, Live());
        if (Has(ReadyPath))
            places.AddOperating(document, ReadyPath, Ready());
        if (Has(MetricsPath, Right.Metrics))
            places.AddOperating(document, MetricsPath, Metrics(document));
    }

    private static OpenApiOperation Live() => new()
    {
        OperationId = "live",
        Summary = "Whether the process runs",
        Responses = new OpenApiResponses { ["200"] = Describe.Plain("It runs.", "live") },
    };

    private static OpenApiOperation Ready() => new()
    {
        OperationId = "ready",
        Summary = "Whether deliveries can be stored",
        Description = "The verdict is kept up to date, so a request does no I/O. From SIGTERM on it is 503, "
            + "while deliveries are still taken for Intake:DrainDelay.",
        Responses = new OpenApiResponses
        {
            ["200"] = Describe.Plain("They can.", "ready"),
            ["503"] = Describe.Plain("They cannot; the text says why."),
        },
    };

    private static OpenApiOperation Metrics(OpenApiDocument document) => new()
    {
        OperationId = "metrics",
        Summary = "Metrics for Prometheus",
        Security = document.AnyKey(),
        Responses = document.Guarded(Right.Metrics, Describe.Plain("The Prometheus text format.")),
    };

    private bool Has(string path, Right? right = null) => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Any(endpoint => endpoint.RoutePattern.RawText == path && endpoint.Metadata.GetMetadata<RequiredRight>()?.Right == right);
}
