using Microsoft.OpenApi;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>The two headers that may carry a key.</summary>
internal static class SecuritySchemes
{
    public const string BearerKey = "bearerKey";
    public const string HeaderKey = "headerKey";

    public static Dictionary<string, IOpenApiSecurityScheme> All() => new()
    {
        [BearerKey] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A key of Management:Keys.",
        },
        [HeaderKey] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-Api-Key",
            Description = "The same key, for where a proxy uses Authorization for itself.",
        },
    };
}
