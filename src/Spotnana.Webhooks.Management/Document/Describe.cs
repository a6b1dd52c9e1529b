using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>Short forms for the parts that recur in the document.</summary>
internal static class Describe
{
    public static OpenApiParameter Header(string name, string description, bool required, OpenApiSchema? schema = null) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Required = required,
        Schema = schema ?? Text(),
    };

    public static OpenApiParameter Query(string name, string description, OpenApiSchema? schema = null) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = schema ?? Text(),
    };

    public static OpenApiParameter InPath(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Path,
        Description = description,
        Required = true,
        Schema = Text(),
    };

    /// <summary>The answers of an endpoint that asks for a right: its own, and those of the guard before it.</summary>
    public static OpenApiResponses Guarded(this OpenApiDocument document, Right right, OpenApiResponse answer) => new()
    {
        ["200"] = answer,
        ["401"] = document.Problem("Keys are configured, and the request carries none of them.")
            .With("WWW-Authenticate", "The authentication scheme.", Only("Bearer")),
        ["403"] = document.Problem(
            $"The key does not have the right {right.Name()}; or the page of another site sent a call that could change something."),
        ["421"] = document.Problem("The Host is neither this machine nor among Management:AllowedHosts."),
    };

    public static List<OpenApiSecurityRequirement> AnyKey(this OpenApiDocument document) =>
    [
        .. new[] { SecuritySchemes.BearerKey, SecuritySchemes.HeaderKey }
            .Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] })
    ];

    /// <summary>A token, or what the parameters say.</summary>
    public static List<OpenApiSecurityRequirement> TokenOrNothing(this OpenApiDocument document) =>
        [new() { [new OpenApiSecuritySchemeReference(SecuritySchemes.DeliveryToken, document)] = [] }, []];

    public static OpenApiSchema Text(string? pattern = null) => new() { Type = JsonSchemaType.String, Pattern = pattern };

    public static OpenApiSchema Only(string text) => new() { Type = JsonSchemaType.String, Const = text };

    public static OpenApiSchema OneOf(params IEnumerable<string> words) =>
        new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => JsonValue.Create(word)!)] };

    public static OpenApiSchema Time(string? description = null) =>
        new() { Type = JsonSchemaType.String, Format = "date-time", Description = description };

    public static OpenApiResponse Problem(this OpenApiDocument document, string description) =>
        document.Json(description, "application/problem+json", nameof(Problem));

    public static OpenApiResponse Receipt(this OpenApiDocument document, string description) =>
        document.Json(description, "application/json", nameof(Receipt));

    public static OpenApiResponse Plain(string description, params string[] texts) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["text/plain"] = new() { Schema = texts.Length == 0 ? Text() : OneOf(texts) },
        },
    };

    public static OpenApiResponse With(this OpenApiResponse response, string header, string description, OpenApiSchema schema)
    {
        response.Headers = new Dictionary<string, IOpenApiHeader>
        {
            [header] = new OpenApiHeader { Description = description, Required = true, Schema = schema },
        };
        return response;
    }

    public static OpenApiResponse Json(this OpenApiDocument document, string description, string contentType, string schema) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [contentType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(schema, document) },
        },
    };
}
