using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Spotnana.Webhooks.Management.Answers;

/// <summary>The answer to a call.</summary>
internal sealed record Reply(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    public static Reply BodyGone { get; } =
        Problem(StatusCodes.Status410Gone, "Its bytes are no longer kept: pruned, erased, or skipped by the subscription.");

    /// <summary>For a body that is damaged, or encrypted with a key that is not there.</summary>
    public static Reply Unreadable(InvalidDataException damage) => Problem(StatusCodes.Status500InternalServerError, damage.Message);

    /// <summary>For audit lines.</summary>
    public string Failure => $"{Status} {ReasonPhrases.GetReasonPhrase(Status)}";

    public static Reply Ok<T>(T value, JsonTypeInfo<T> type) =>
        new(StatusCodes.Status200OK, "application/json", JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>For what was taken on and goes on behind the answer.</summary>
    public static Reply Accepted<T>(T value, JsonTypeInfo<T> type) => Ok(value, type) with { Status = StatusCodes.Status202Accepted };

    public static Reply Bytes(ReadOnlyMemory<byte> body, string contentType) => new(StatusCodes.Status200OK, contentType, body);

    public static Reply Problem(int status, string detail) => new(
        status, "application/problem+json",
        JsonSerializer.SerializeToUtf8Bytes(
            new Problem("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail), ProblemJson.Compact.Problem));

    /// <summary>A caller who has gone is not a failure: the server drops what is written to him.</summary>
    public Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        return HttpMethods.IsHead(response.HttpContext.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(Body).AsTask();
    }
}
