using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>
/// The OpenAPI document: what is answered, for the people and tools that connect to it. It is no document of Microsoft.AspNetCore.OpenApi,
/// because the application's own MapOpenApi would serve those by their names, to anybody.
/// </summary>
internal sealed class ReceiverDocument(ReceivingPaths receiving, OperatingPaths operating, IManagementListener? listener = null)
{
    private const string Address = "/openapi/v1.json";

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints
        .MapGet(Address, context => context.RequestServices.GetRequiredService<ReceiverDocument>().WriteAsync(context))
        .RequireRight(Right.Read)
        // Behind the application's own document, where that one has the same address.
        .WithOrder(1);

    private async Task WriteAsync(HttpContext context)
    {
        var document = Introduction(context.Request.PathBase);
        var places = new Places(PrefixOf((RouteEndpoint)context.GetEndpoint()!), listener);
        receiving.AddTo(document, places);
        operating.AddTo(document, places);
        ManagementPaths.AddTo(document, places);

        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1, context.RequestAborted);
        context.Response.ContentType = "application/json;charset=utf-8";
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text.GetBuffer().AsMemory(0, (int)text.Length), context.RequestAborted);
    }

    /// <summary>What a group of endpoints put before the document's address, and so before all that it describes.</summary>
    private static string PrefixOf(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText![..^Address.Length].Trim('/') is { Length: > 0 } prefix ? $"/{prefix}" : "";

    private static OpenApiDocument Introduction(PathString pathBase)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "Spotnana.Webhooks receiver",
                Version = typeof(ReceiverDocument).Assembly.GetName().Version!.ToString(3),
                Description = "Receives Spotnana's webhooks. An answer of 200 means that the delivery is stored; "
                    + "any other answer makes Spotnana send it again. Errors are problem details (RFC 9457).",
            },
            // Each path has its own where there are two listeners.
            Servers = pathBase.HasValue ? [new OpenApiServer { Url = pathBase.ToUriComponent() }] : [],
            Paths = [],
            Components = new OpenApiComponents { SecuritySchemes = SecuritySchemes.All() },
        };
        document.AddComponent("Receipt", Schemas.Receipt());
        document.AddComponent("Problem", Schemas.Problem());
        foreach (var (name, schema) in ManagementSchemas.All(document))
            document.AddComponent(name, schema);
        return document;
    }
}
