using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Hosting;

namespace Spotnana.Webhooks.Intake;

/// <summary>Writes the answer: a short JSON body with 200, RFC 9457 problem details with anything else.</summary>
internal sealed class ReceiptWriter(IHostEnvironment environment)
{
    private const string RetryAfterSeconds = "5";

    // The same for every reason, byte for byte: it must tell a forger nothing.
    private static readonly byte[] UnauthorizedBody = JsonSerializer.SerializeToUtf8Bytes(
        new Problem("about:blank", "Unauthorized", 401, "The request is not signed as this subscription expects."), ReceiptJson.Relaxed.Problem);

    private readonly bool _tellReasons = environment.IsDevelopment();

    public Task WriteAsync(HttpResponse response, Receipt receipt)
    {
        response.StatusCode = (int)receipt.StatusCode;
        switch (receipt.StatusCode)
        {
            case HttpStatusCode.OK:
                return WriteAsync(response, "application/json", JsonSerializer.SerializeToUtf8Bytes(new Stored(receipt.Answer, receipt.Delivery!.Id), ReceiptJson.Relaxed.Stored));
            case HttpStatusCode.Unauthorized when !_tellReasons:
                return WriteAsync(response, "application/problem+json", UnauthorizedBody);
            case HttpStatusCode.MethodNotAllowed:
                response.Headers.Allow = HttpMethods.Post;
                break;
            case HttpStatusCode.BadRequest when receipt.Status == Receipt.Malformed.Status:
            case HttpStatusCode.RequestTimeout:
                // Where the next request on this connection would begin is not certain.
                response.Headers.Connection = "close";
                break;
            case HttpStatusCode.ServiceUnavailable:
                response.Headers.RetryAfter = RetryAfterSeconds;
                break;
        }

        var detail = receipt.StatusCode == HttpStatusCode.Unauthorized ? $"Not accepted: {receipt.Status}. (Outside Development this reason is only logged.)" : receipt.Detail;
        var problem = new Problem("about:blank", ReasonPhrases.GetReasonPhrase(response.StatusCode), response.StatusCode, detail);
        return WriteAsync(response, "application/problem+json", JsonSerializer.SerializeToUtf8Bytes(problem, ReceiptJson.Relaxed.Problem));
    }

    private static Task WriteAsync(HttpResponse response, string contentType, byte[] body)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body).AsTask();
    }
}

internal sealed record Stored(string Status, string Id);

internal sealed record Problem(string Type, string Title, int Status, string? Detail);

[JsonSerializable(typeof(Stored))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ReceiptJson : JsonSerializerContext
{
    public static ReceiptJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // An id may hold characters such as "+", which need no escape outside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
