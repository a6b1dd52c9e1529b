using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Spotnana.Webhooks.Intake;

/// <summary>Writes the answer: a short JSON body with 200, RFC 9457 problem details with anything else.</summary>
internal sealed class ReceiptWriter(IHostEnvironment environment)
{
    public const string RetryAfterSeconds = "5";

    // The same for every reason, byte for byte: it must tell a forger nothing.
    private static readonly byte[] _unauthorizedBody =
        ProblemBody(HttpStatusCode.Unauthorized, "The request is not signed as this subscription expects.");

    private readonly bool _tellsReasons = environment.IsDevelopment();

    public Task WriteAsync(HttpResponse response, Receipt receipt)
    {
        response.StatusCode = (int)receipt.StatusCode;
        if (receipt.StatusCode == HttpStatusCode.OK)
            return WriteAsync(response, "application/json", StoredBody(receipt));

        if (receipt.StatusCode == HttpStatusCode.MethodNotAllowed)
            response.Headers.Allow = HttpMethods.Post;
        if (receipt.StatusCode == HttpStatusCode.ServiceUnavailable)
            response.Headers.RetryAfter = RetryAfterSeconds;
        if (receipt.Meaning.Closes)
            response.Headers.Connection = "close";
        return WriteAsync(response, "application/problem+json", RefusalBody(receipt));
    }

    private static Task WriteAsync(HttpResponse response, string contentType, byte[] body)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body).AsTask();
    }

    private static byte[] StoredBody(Receipt receipt) =>
        JsonSerializer.SerializeToUtf8Bytes(new StoredAnswer(receipt.Answer, receipt.Delivery!.Id), ReceiptJson.Relaxed.StoredAnswer);

    private static byte[] ProblemBody(HttpStatusCode statusCode, string? detail) =>
        JsonSerializer.SerializeToUtf8Bytes(Problem.Of(statusCode, detail), ReceiptJson.Relaxed.Problem);

    private byte[] RefusalBody(Receipt receipt)
    {
        if (receipt.StatusCode != HttpStatusCode.Unauthorized)
            return ProblemBody(receipt.StatusCode, receipt.Detail);
        return _tellsReasons
            ? ProblemBody(receipt.StatusCode, $"Not accepted: {receipt.Word}. (Outside Development this reason is only logged.)")
            : _unauthorizedBody;
    }
}
