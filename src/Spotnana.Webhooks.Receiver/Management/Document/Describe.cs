using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Spotnana.Webhooks.Receiver.Management.Document;

/// <summary>Short forms for what the document says again and again.</summary>
internal static class Describe
{
    public static OpenApiPathItem Path(HttpMethod method, OpenApiOperation operation, Uri url, string listener) => new()
    {
        Operations = new Dictionary<HttpMethod, OpenApiOperation> { [method] = operation },
        Servers = [new OpenApiServer { Url = url.GetLeftPart(UriPartial.Authority), Description = listener }],
    };

    public static OpenApiParameter Header(string name, string description, bool required, OpenApiSchema? schema = null) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Required = required,
        Schema = schema ?? Text(),
    };

    public static OpenApiResponse Problem(this OpenApiDocument document, string description) => Json(document, description, "application/problem+json", nameof(Problem));

    public static OpenApiResponse Receipt(this OpenApiDocument document, string description) => Json(document, description, "application/json", nameof(Receipt));

    public static OpenApiResponse Plain(string description, params string[] texts) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["text/plain"] = new() { Schema = texts.Length == 0 ? Text() : new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. texts.Select(text => JsonValue.Create(text)!)] } },
        },
    };

    public static OpenApiResponse With(this OpenApiResponse response, string header, string description, OpenApiSchema schema)
    {
        response.Headers = new Dictionary<string, IOpenApiHeader> { [header] = new OpenApiHeader { Description = description, Required = true, Schema = schema } };
        return response;
    }

    public static OpenApiSchema Text(string? pattern = null) => new() { Type = JsonSchemaType.String, Pattern = pattern };

    private static OpenApiResponse Json(OpenApiDocument document, string description, string contentType, string schema) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType> { [contentType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(schema, document) } },
    };
}
