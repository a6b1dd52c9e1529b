using Microsoft.OpenApi;

namespace Spotnana.Webhooks.Receiver.Management.Document;

/// <summary>The OpenAPI document: what the service answers, for the people and tools that connect to it.</summary>
internal static class ReceiverDocument
{
    /// <summary>The key of the management listener in either header.</summary>
    public const string BearerKey = "bearerKey";

    /// <inheritdoc cref="BearerKey"/>
    public const string HeaderKey = "headerKey";

    public static IServiceCollection AddReceiverDocument(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) => Introduce(document));
        options.AddDocumentTransformer<ReceivingPaths>();
        options.AddDocumentTransformer<OperatingPaths>();
        options.AddDocumentTransformer<ManagementPaths>();
    });

    /// <summary>Maps <c>GET /openapi/v1.json</c>.</summary>
    public static IEndpointConventionBuilder MapReceiverDocument(this IEndpointRouteBuilder endpoints) => endpoints.MapOpenApi();

    private static Task Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Spotnana.Webhooks receiver",
            Version = typeof(ReceiverDocument).Assembly.GetName().Version!.ToString(3),
            Description = "Receives Spotnana's webhooks. An answer of 200 means that the delivery is stored; any other answer makes Spotnana send it again. "
                + "Errors are problem details (RFC 9457).",
        };
        // Each path has its own: the listener that it answers on.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerKey] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key of Management:Keys." },
            [HeaderKey] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "The same key, where Authorization is taken by a proxy." },
        };
        document.AddComponent("Receipt", Schemas.Receipt());
        document.AddComponent("Problem", Schemas.Problem());
        foreach (var (name, schema) in ManagementSchemas.All(document))
            document.AddComponent(name, schema);
        return Task.CompletedTask;
    }
}
