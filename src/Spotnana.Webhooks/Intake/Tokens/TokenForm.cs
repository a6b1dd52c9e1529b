using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Spotnana.Webhooks.Intake.Tokens;

/// <summary>The form by which a client asks for a token (RFC 6749, section 4.4.2), with its id and secret as fields.</summary>
internal sealed class TokenForm
{
    private const string MediaType = "application/x-www-form-urlencoded";
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private TokenForm(string grantType, string clientId, string clientSecret) =>
        (GrantType, ClientId, ClientSecret) = (grantType, clientId, clientSecret);

    public string GrantType { get; }

    /// <summary>Empty where it is missing.</summary>
    public string ClientId { get; }

    /// <summary>Empty where it is missing.</summary>
    public string ClientSecret { get; }

    /// <summary>
    /// Null where it is no form, where a field stands more than once, or without a grant type. Unknown fields are ignored.
    /// </summary>
    public static TokenForm? Read(string? contentType, ReadOnlySpan<byte> body)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase))
            return null;

        Dictionary<string, StringValues> fields;
        try
        {
            using var reader = new FormReader(_strict.GetString(body));
            fields = reader.ReadForm();
        }
        catch (Exception malformed) when (malformed is InvalidDataException or DecoderFallbackException)
        {
            return null;
        }

        if (fields.Values.Any(values => values.Count > 1) || Field("grant_type") is not { Length: > 0 } grantType)
            return null;
        return new TokenForm(grantType, Field("client_id"), Field("client_secret"));

        string Field(string name) => fields.TryGetValue(name, out var values) ? values.ToString() : "";
    }
}
