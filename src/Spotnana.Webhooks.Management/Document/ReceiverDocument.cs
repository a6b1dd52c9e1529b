using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>Serves the OpenAPI document, for the people and tools that connect to the service.</summary>
internal sealed class ReceiverDocument(
    IOpenApiDocumentProvider provider, ReceivingPaths receiving, OperatingPaths operating, IManagementListener? listener)
{
    private const string Address = "/openapi/v1.json";

    // The application's own MapOpenApi serves every document of the process by its name, and asks for no key. Nobody can guess this one.
    private static readonly string _name = $"spotnana-webhooks-{Guid.NewGuid():n}";

    public static IServiceCollection Add(IServiceCollection services) => services
        .AddOpenApi(_name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = static _ => false;
            options.AddDocumentTransformer(static (document, _, _) => IntroduceAsync(document));
        })
        .AddSingleton(provider => new ReceiverDocument(
            provider.GetRequiredKeyedService<IOpenApiDocumentProvider>(_name),
            provider.GetRequiredService<ReceivingPaths>(),
            provider.GetRequiredService<OperatingPaths>(),
            provider.GetService<IManagementListener>()));

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints
        .MapGet(Address, context => context.RequestServices.GetRequiredService<ReceiverDocument>().WriteAsync(context))
        .RequireRight(Right.Read)
        // Behind the application's own document, where that one has the same address.
        .WithOrder(1);

    private async Task WriteAsync(HttpContext context)
    {
        var document = await provider.GetOpenApiDocumentAsync(context.RequestAborted);
        if (context.Request.PathBase is { HasValue: true } pathBase)
            document.Servers = [new OpenApiServer { Url = pathBase.ToUriComponent() }];
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

    /// <summary>The prefix that a route group puts before the document's address, and so before the whole management API.</summary>
    private static string PrefixOf(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText![..^Address.Length].Trim('/') is { Length: > 0 } prefix ? $"/{prefix}" : "";

    /// <summary>Adds the parts that do not depend on where the document is requested.</summary>
    private static Task IntroduceAsync(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Spotnana.Webhooks receiver",
            Version = typeof(ReceiverDocument).Assembly.GetName().Version!.ToString(3),
            Description = "Receives Spotnana's webhooks. An answer of 200 means that the delivery is stored; "
                + "any other answer makes Spotnana send it again. "
                + "Errors are problem details (RFC 9457); those about tokens are as RFC 6749 has them.",
        };
        // Each path has its own where there are two listeners.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = SecuritySchemes.All();
        document.AddComponent("Receipt", Schemas.Receipt());
        document.AddComponent("Problem", Schemas.Problem());
        document.AddComponent(TokenPaths.Token, TokenPaths.TokenSchema());
        document.AddComponent(TokenPaths.TokenError, TokenPaths.TokenErrorSchema());
        foreach (var (name, schema) in
            ManagementSchemas.All(document).Concat(KeepingSchemas.All(document)).Concat(StorySchemas.All(document)))
            document.AddComponent(name, schema);
        return Task.CompletedTask;
    }
}
