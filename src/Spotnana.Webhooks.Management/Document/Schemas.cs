using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>The bodies of answers to deliveries, and of errors.</summary>
internal static class Schemas
{
    public static OpenApiSchema Receipt() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "status", "id" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["status"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [JsonValue.Create("accepted"), JsonValue.Create("duplicate"), JsonValue.Create("quarantined")],
                Description = "accepted: stored now. duplicate: its id was stored before, with the same bytes; it is not handled again. "
                    + "quarantined: kept as a dead letter, because it is not a readable envelope or its id was stored with other bytes.",
            },
            ["id"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The delivery's id, as sent." },
        },
    };

    public static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457).",
        Required = new HashSet<string> { "type", "title", "status" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Const = "about:blank" },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The status code's phrase." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The status code." },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong, if the caller may know." },
        },
    };
}
