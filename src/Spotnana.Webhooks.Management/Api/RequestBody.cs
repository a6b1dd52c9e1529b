using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>
/// The body of a call. Few take one: a call that ignored <c>curl -d handler=expenses</c> would redrive the dead letters of every handler.
/// </summary>
internal static class RequestBody
{
    public const string NotTaken =
        "This call takes no body; nothing was done. Parameters belong in the query, for example /api/redrive?handler=expenses&dryRun=true.";

    private const int LongestBody = 4096;

    /// <summary>Whether nothing comes. A body in chunks is known only by its first byte, or its end.</summary>
    public static async ValueTask<bool> IsEmptyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return true;
        return context.Request.ContentLength is { } length
            ? length == 0
            : await context.Request.Body.ReadAsync(new byte[1], context.RequestAborted) == 0;
    }

    /// <summary>Reads the body of a call that takes one.</summary>
    /// <returns>Null: it is not what is wanted.</returns>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type) where T : class
    {
        var buffer = new byte[LongestBody];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        try
        {
            return length == buffer.Length ? null : JsonSerializer.Deserialize(buffer.AsSpan(0, length), type);
        }
        catch (JsonException)
        {
            return null; // the answer says what is wanted
        }
    }
}
