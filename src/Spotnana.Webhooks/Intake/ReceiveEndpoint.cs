using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Signing;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Intake;

/// <summary>Takes a POST to a subscription's path through all checks into the inbox. The first check that fails answers.</summary>
internal sealed class ReceiveEndpoint(
    IOptions<IntakeOptions> options, ChosenEngine engine, IntakeQueue queue, EntryReader entries, ReceiptWriter writer, WebhookMetrics metrics, TimeProvider time,
    ILogger<ReceiveEndpoint> logger)
{
    private readonly IntakeOptions _options = options.Value;
    private readonly BufferBudget _budget = new(options.Value.MaxBufferedBytes);
    private readonly RefusalLog _refusals = new(logger, time);
    private readonly ReceiptMeter _meter = new(metrics);

    private readonly TimeSpan _tolerance = engine.Tolerance(options.Value.TimestampTolerance);

    public async Task ReceiveAsync(HttpContext context, Subscription subscription)
    {
        var started = time.GetTimestamp();
        Receipt receipt;
        try
        {
            receipt = await TakeAsync(context.Request, subscription).ConfigureAwait(false);
        }
        catch (BadHttpRequestException broken)
        {
            receipt = broken.StatusCode == StatusCodes.Status408RequestTimeout ? Receipt.Slow : Receipt.Malformed;
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            receipt = new Receipt(0, "aborted");
        }
        catch (IOException)
        {
            // So the server calls a chunk whose size overflows.
            receipt = Receipt.Malformed;
        }

        _meter.Count(subscription, receipt);
        if (receipt.StatusCode != 0)
            await writer.WriteAsync(context.Response, receipt).ConfigureAwait(false);
        _meter.Answered(subscription, receipt, time.GetElapsedTime(started));
        Report(subscription, receipt, RemoteOf(context), time.GetElapsedTime(started));
    }

    private async ValueTask<Receipt> TakeAsync(HttpRequest request, Subscription subscription)
    {
        if (!HttpMethods.IsPost(request.Method))
            return Receipt.MethodNotAllowed;
        if (IsEncoded(request.Headers.ContentEncoding))
            return Receipt.Encoded;
        if (request.Headers.TransferEncoding.Count > 0 && IsAmbiguous(request))
            return Receipt.Smuggled;

        var (id, timestamp, signature) = (request.Headers[DeliveryHeaders.WebhookId], request.Headers[DeliveryHeaders.WebhookTimestamp], request.Headers[DeliveryHeaders.WebhookSignature]);
        var receivedAt = time.GetUtcNow();
        var verdict = WebhookSignature.CheckHeaders(id, timestamp, signature, receivedAt, _tolerance, _options.FutureTolerance);
        if (verdict != SignatureVerdict.Valid)
            return Receipt.Unauthorized(verdict);
        if (!subscription.Credentials.AreRequiredHeadersIn(request.Headers))
            return Receipt.NoRequiredHeader;

        var claim = _budget.Open();
        var queued = false;
        try
        {
            var (outcome, body) = await BodyReader.ReadAsync(request, _options.MaxBodyBytes, claim, _options.AckTimeout, time).ConfigureAwait(false);
            switch (outcome)
            {
                case BodyReader.Outcome.TooLarge:
                    return Receipt.TooLarge;
                case BodyReader.Outcome.TooSlow:
                    return Receipt.Slow;
                case BodyReader.Outcome.NoBudget:
                    return Receipt.Busy;
            }

            verdict = WebhookSignature.Verify(subscription.Credentials.Secrets, id.ToString(), timestamp.ToString(), signature.ToString(), body.Span, out var secretIndex);
            if (verdict != SignatureVerdict.Valid)
                return Receipt.Unauthorized(verdict);
            if (!AcceptsApiVersion(subscription, request.Headers[DeliveryHeaders.ApiVersion]))
                return Receipt.WrongApiVersion(subscription.ApiVersions, secretIndex);

            var entry = ReadEntry(subscription, request.Headers, body, receivedAt);
            queued = true;
            return Receipt.Stored(await queue.StoreAsync(entry, claim).ConfigureAwait(false), entry, secretIndex);
        }
        finally
        {
            if (!queued)
                claim.Dispose();
        }
    }

    private static bool IsEncoded(StringValues contentEncoding)
    {
        foreach (var value in contentEncoding)
        {
            if (!string.IsNullOrEmpty(value) && !value.Equals("identity", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Whether a proxy in front may have found the end of the body elsewhere than the server, which takes each of these for chunked.</summary>
    private static bool IsAmbiguous(HttpRequest request) =>
        // The server lets Transfer-Encoding win over Content-Length and renames that.
        request.Headers.ContainsKey("X-Content-Length")
        || request.Headers.TransferEncoding is not [{ } coding]
        || !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
        || HttpProtocol.IsHttp10(request.Protocol);

    private static IPAddress? RemoteOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;

    private static bool AcceptsApiVersion(Subscription subscription, StringValues sent)
    {
        if (subscription.ApiVersions.Length == 0)
            return true;
        return sent.Count == 0 ? !subscription.RequireApiVersion : sent.Count == 1 && subscription.ApiVersions.Contains(sent[0]);
    }

    private InboxEntry ReadEntry(Subscription subscription, IHeaderDictionary headers, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        _ = WebhookSignature.TryReadTimestamp(headers[DeliveryHeaders.WebhookTimestamp].ToString(), out var sentAt);
        var posted = new Delivery
        {
            Subscription = subscription.Name,
            Id = headers[DeliveryHeaders.WebhookId].ToString(),
            Body = body,
            Sha256 = SHA256.HashData(body.Span),
            SentAt = sentAt,
            ReceivedAt = receivedAt,
            OccurredAt = sentAt,
            TraceId = DeliveryHeaders.TraceIdOrNull(headers[DeliveryHeaders.B3TraceId]),
            SpanId = DeliveryHeaders.SpanIdOrNull(headers[DeliveryHeaders.B3SpanId]),
        };
        return entries.Read(posted, subscription.Filter);
    }

    private void Report(Subscription subscription, Receipt receipt, IPAddress? remote, TimeSpan duration)
    {
        if (receipt.Delivery is { } delivery)
        {
            var level = receipt.Status switch
            {
                "accepted" or "skipped" or "duplicate" => LogLevel.Information,
                "quarantined" => LogLevel.Error,
                _ => LogLevel.Warning,
            };
            DeliveryLog.Received(
                logger, level, delivery.Id, delivery.Subscription, delivery.EventType?.Name, delivery.Operation?.Raw, delivery.OccurredAt,
                delivery.OrganizationId, delivery.Subject, delivery.TraceId, delivery.SpanId, (int)receipt.StatusCode, receipt.Status, duration.TotalMilliseconds, delivery.Body.Length,
                receipt.SecretIndex, remote);
        }
        else
        {
            _refusals.Refused(subscription.Name, remote, (int)receipt.StatusCode, receipt.Status);
        }
    }
}
