using Microsoft.OpenApi;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>The two headers that may carry a key of the management API, and the token that may stand in place of a signature.</summary>
internal static class SecuritySchemes
{
    public const string BearerKey = "bearerKey";
    public const string HeaderKey = "headerKey";
    public const string DeliveryToken = "deliveryToken";

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
        [DeliveryToken] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A token in place of the headers of a signature, where a subscription has OAuth enabled. "
                + "Its client gets tokens at the subscription's path followed by /oauth/token.",
        },
    };
}
