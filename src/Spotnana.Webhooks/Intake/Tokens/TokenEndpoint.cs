using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Signing;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Intake.Tokens;

/// <summary>
/// Gives tokens to a subscription's client (RFC 6749, section 4.4). It remembers nothing of those who ask: whoever guesses locks nobody
/// out, and takes no memory.
/// </summary>
internal sealed class TokenEndpoint(
    IOptions<IntakeOptions> options, BufferBudget budget, ClientAddresses addresses, WebhookMetrics metrics, TimeProvider time,
    ILogger<TokenEndpoint> logger)
{
    private const int MaxFormBytes = 4096;
    private const string GrantType = "client_credentials";

    private readonly TimeSpan _patience = options.Value.AckTimeout;
    private readonly RefusalLog _refusals = new(logger, time);

    /// <summary>Answers a request to the path of a subscription's tokens.</summary>
    /// <param name="context">The request.</param>
    /// <param name="subscription">A subscription that has such a path.</param>
    /// <param name="lifetime">How long its tokens are valid.</param>
    public async Task AnswerAsync(HttpContext context, Subscription subscription, TimeSpan lifetime)
    {
        var remote = ClientAddresses.Plain(context.Connection.RemoteIpAddress);
        var (outcome, found) = await AskAsync(context, subscription).ConfigureAwait(false);
        metrics.TokenRequested(subscription.Name, outcome.Word);
        if (found is var (key, secretIndex))
        {
            var expiresAt = time.GetUtcNow() + lifetime;
            DeliveryLog.GaveToken(logger, subscription.Name, remote, expiresAt, secretIndex);
            var answer = new TokenAnswer(BearerToken.Make(key, expiresAt), "Bearer", (int)lifetime.TotalSeconds);
            await WriteAsync(context.Response, outcome, JsonSerializer.SerializeToUtf8Bytes(answer, TokenJson.Default.TokenAnswer))
                .ConfigureAwait(false);
            return;
        }

        _refusals.RefusedToken(subscription.Name, remote, outcome.StatusCode, outcome.Word);
        if (outcome == TokenOutcome.Aborted)
            return;
        var error = new TokenError(outcome.Error, outcome.Detail);
        await WriteAsync(context.Response, outcome, JsonSerializer.SerializeToUtf8Bytes(error, TokenJson.Default.TokenError))
            .ConfigureAwait(false);
    }

    private async Task<(TokenOutcome Outcome, (TokenKey Key, int SecretIndex)? Found)> AskAsync(
        HttpContext context, Subscription subscription)
    {
        try
        {
            return await JudgeAsync(context.Request, subscription).ConfigureAwait(false);
        }
        catch (Exception failure) when (RequestFraming.Of(failure, context) is { } meaning)
        {
            return (meaning switch
            {
                RequestFraming.Failure.Gone => TokenOutcome.Aborted,
                RequestFraming.Failure.Slow => TokenOutcome.Slow,
                _ => TokenOutcome.BrokenFraming,
            }, null);
        }
    }

    private async ValueTask<(TokenOutcome Outcome, (TokenKey Key, int SecretIndex)? Found)> JudgeAsync(
        HttpRequest request, Subscription subscription)
    {
        if (!HttpMethods.IsPost(request.Method))
            return (TokenOutcome.OtherMethod, null);
        if (RequestFraming.IsAmbiguous(request))
            return (TokenOutcome.BrokenFraming, null);

        using var claim = budget.Open(addresses.ShareOf(request.HttpContext.Connection.RemoteIpAddress));
        var (reading, body) = await BodyReader.ReadAsync(request, MaxFormBytes, claim, _patience, time).ConfigureAwait(false);
        switch (reading)
        {
            case BodyReader.Outcome.TooLarge:
                return (TokenOutcome.TooLarge, null);
            case BodyReader.Outcome.TooSlow:
                return (TokenOutcome.Slow, null);
            case BodyReader.Outcome.Displaced:
                return (TokenOutcome.Displaced, null);
            case BodyReader.Outcome.NoBudget:
                return (TokenOutcome.Busy, null);
        }

        if (TokenForm.Read(request.ContentType, body.Span) is not { } form)
            return (TokenOutcome.Malformed, null);
        if (form.GrantType != GrantType)
            return (TokenOutcome.OtherGrantType, null);

        var credentials = subscription.Credentials;
        return credentials.Client?.KeyFor(form.ClientId, form.ClientSecret) is var (key, index)
            ? (TokenOutcome.Issued, (key, credentials.SecretIndexOf(index)))
            : (TokenOutcome.WrongClient, null);
    }

    private static Task WriteAsync(HttpResponse response, TokenOutcome outcome, byte[] body)
    {
        response.StatusCode = outcome.StatusCode;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        if (outcome == TokenOutcome.OtherMethod)
            response.Headers.Allow = HttpMethods.Post;
        if (outcome.StatusCode == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = ReceiptWriter.RetryAfterSeconds;
        if (outcome.Closes)
            response.Headers.Connection = "close";
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body).AsTask();
    }
}
