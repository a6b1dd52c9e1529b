using Microsoft.OpenApi;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>Describes where a subscription's client gets tokens.</summary>
internal static class TokenPaths
{
    public const string Token = "Token";
    public const string TokenError = "TokenError";

    public static OpenApiOperation Ask(OpenApiDocument document, string name) => new()
    {
        OperationId = $"token-{name}",
        Summary = $"Give a token for deliveries of the subscription {name}",
        Description = "OAuth 2.0 client credentials (RFC 6749, section 4.4). Each request gets a new token, and all are valid at once.",
        RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "At most 4096 bytes. Each field once; others are ignored.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/x-www-form-urlencoded"] = new OpenApiMediaType { Schema = Form() },
            },
        },
        Responses = new OpenApiResponses
        {
            ["200"] = document.Json("A token.", "application/json", Token).Unstored(),
            ["400"] = Error(document, "The form is malformed, or asks for another grant; or the request is malformed as HTTP."),
            ["401"] = Error(document, "invalid_client: the client's id or secret is wrong."),
            ["405"] = Error(document, "The answer to any method but POST.").With("Allow", "The only method.", Describe.Only("POST")),
            ["408"] = Error(document, "The form came too slowly."),
            ["413"] = Error(document, "The form is too large."),
            ["503"] = Error(document, "There is no room now. Ask again.")
                .With("Retry-After", "When to ask again, in seconds.", new OpenApiSchema { Type = JsonSchemaType.Integer }),
        },
    };

    public static OpenApiSchema TokenSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "access_token", "token_type", "expires_in" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["access_token"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The token: send it with each delivery." },
            ["token_type"] = Describe.Only("Bearer"),
            ["expires_in"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "How long it is valid, in seconds." },
        },
    };

    public static OpenApiSchema TokenErrorSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "An error as RFC 6749 has it (section 5.2).",
        Required = new HashSet<string> { "error", "error_description" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["error"] = Describe.OneOf("invalid_request", "invalid_client", "unsupported_grant_type", "temporarily_unavailable"),
            ["error_description"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong." },
        },
    };

    private static OpenApiResponse Error(OpenApiDocument document, string description) =>
        document.Json(description, "application/json", TokenError);

    private static OpenApiResponse Unstored(this OpenApiResponse response) =>
        response.With("Cache-Control", "The answer is a secret.", Describe.Only("no-store"));

    private static OpenApiSchema Form() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "grant_type", "client_id", "client_secret" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["grant_type"] = Describe.Only("client_credentials"),
            ["client_id"] = Describe.Text(),
            ["client_secret"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "password" },
        },
    };
}
