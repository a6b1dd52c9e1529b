using System.Net;

namespace Spotnana.Webhooks.Cli.Http;

/// <summary>
/// What a receiver made of one request: the HTTP status, and <c>status</c> and <c>detail</c> of a JSON answer. Without an answer there is only a failure.
/// </summary>
internal sealed record WebhookAnswer(HttpStatusCode? Status, string? BodyStatus, string? Detail, long Milliseconds, Exception? Failure);
