using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
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
    IOptions<IntakeOptions> options, ChosenEngine engine, BufferBudget budget, ClientAddresses addresses, IntakeQueue queue,
    EntryReader entries, ReceiptWriter writer, WebhookMetrics metrics, ContactBook contacts, TimeProvider time,
    ILogger<ReceiveEndpoint> logger)
{
    private readonly IntakeOptions _options = options.Value;
    private readonly TimeSpan _tolerance = engine.Tolerance(options.Value.TimestampTolerance);
    private readonly RefusalLog _refusals = new(logger, time);
    private readonly CardWatch _cards = new(metrics, time, logger);
    private readonly ReceiptMeter _meter = new(metrics, contacts, new UnhandledLog(metrics, logger));

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
            var isSlow = broken.StatusCode == StatusCodes.Status408RequestTimeout;
            receipt = new Receipt(isSlow ? ReceiptStatus.Slow : ReceiptStatus.BrokenFraming);
        }
        catch (Exception gone) when (IsGone(gone, context))
        {
            receipt = new Receipt(ReceiptStatus.Aborted);
        }
        catch (IOException)
        {
            // What the server throws for a chunk whose size is too large a number.
            receipt = new Receipt(ReceiptStatus.BrokenFraming);
        }

        _meter.Count(subscription, receipt);
        if (receipt.Status != ReceiptStatus.Aborted)
            await writer.WriteAsync(context.Response, receipt).ConfigureAwait(false);
        _meter.Answered(subscription, receipt, time.GetElapsedTime(started));
        Report(subscription, receipt, RemoteOf(context), time.GetElapsedTime(started));
        if (receipt is { Meaning.IsNew: true, Delivery: { } delivery })
            _cards.Look(delivery);
    }

    /// <summary>Whether the connection has ended. The server may say so by an exception before it cancels <c>RequestAborted</c>.</summary>
    private static bool IsGone(Exception failure, HttpContext context) => failure is OperationCanceledException or ConnectionResetException
        || (failure is IOException && context.RequestAborted.IsCancellationRequested);

    private async ValueTask<Receipt> TakeAsync(HttpRequest request, Subscription subscription)
    {
        if (!HttpMethods.IsPost(request.Method))
            return new Receipt(ReceiptStatus.MethodNotAllowed);
        if (IsEncoded(request.Headers.ContentEncoding))
            return new Receipt(ReceiptStatus.Encoded);
        if (request.Headers.TransferEncoding.Count > 0 && IsAmbiguous(request))
            return new Receipt(ReceiptStatus.AmbiguousFraming);

        var receivedAt = time.GetUtcNow();
        var headers = CheckHeaders(request.Headers, receivedAt);
        if (headers.Verdict != SignatureVerdict.Valid)
            return Receipt.Unauthorized(headers.Verdict);
        if (!subscription.Credentials.AreRequiredHeadersIn(request.Headers))
            return new Receipt(ReceiptStatus.RequiredHeader);

        // Ours until it is handed over below.
        using var claim = budget.Open(addresses.ShareOf(request.HttpContext.Connection.RemoteIpAddress));
        var (outcome, body) = await BodyReader.ReadAsync(request, _options.MaxBodyBytes, claim, _options.AckTimeout, time)
            .ConfigureAwait(false);
        switch (outcome)
        {
            case BodyReader.Outcome.TooLarge:
                return new Receipt(ReceiptStatus.TooLarge);
            case BodyReader.Outcome.TooSlow:
                return new Receipt(ReceiptStatus.Slow);
            case BodyReader.Outcome.Displaced:
                return new Receipt(ReceiptStatus.Displaced);
            case BodyReader.Outcome.NoBudget:
                return new Receipt(ReceiptStatus.Busy);
        }

        var verdict = WebhookSignature.Verify(subscription.Credentials.Secrets, headers, body.Span, out var secretIndex);
        if (verdict != SignatureVerdict.Valid)
            return Receipt.Unauthorized(verdict);
        if (!AcceptsApiVersion(subscription, request.Headers[DeliveryHeaders.ApiVersion]))
            return Receipt.WrongApiVersion(subscription.ApiVersions, secretIndex);

        var entry = ReadEntry(subscription, headers, request.Headers, body, receivedAt);
        return Receipt.Stored(await queue.StoreAsync(entry, claim.HandOver()).ConfigureAwait(false), entry, secretIndex);
    }

    private SignatureHeaders CheckHeaders(IHeaderDictionary headers, DateTimeOffset now) => WebhookSignature.CheckHeaders(
        headers[DeliveryHeaders.WebhookId], headers[DeliveryHeaders.WebhookTimestamp], headers[DeliveryHeaders.WebhookSignature],
        now, _tolerance, _options.FutureTolerance);

    private static bool IsEncoded(StringValues contentEncoding)
    {
        foreach (var value in contentEncoding)
        {
            if (!string.IsNullOrEmpty(value) && !value.Equals("identity", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a proxy in front may have found the end of the body elsewhere than the server, which takes each of these for chunked.
    /// </summary>
    private static bool IsAmbiguous(HttpRequest request) =>
        // The server lets Transfer-Encoding win over Content-Length and renames that.
        request.Headers.ContainsKey("X-Content-Length")
        || request.Headers.TransferEncoding is not [{ } coding]
        || !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
        || HttpProtocol.IsHttp10(request.Protocol);

    private static IPAddress? RemoteOf(HttpContext context) => context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped
        ? mapped.MapToIPv4()
        : context.Connection.RemoteIpAddress;

    private static bool AcceptsApiVersion(Subscription subscription, StringValues sent)
    {
        if (subscription.ApiVersions.Length == 0)
            return true;
        return sent.Count == 0 ? !subscription.RequireApiVersion : sent.Count == 1 && subscription.ApiVersions.Contains(sent[0]);
    }

    private InboxEntry ReadEntry(
        Subscription subscription, in SignatureHeaders signed, IHeaderDictionary headers, ReadOnlyMemory<byte> body,
        DateTimeOffset receivedAt)
    {
        var posted = new Delivery
        {
            Subscription = subscription.Name,
            Id = signed.Id,
            Body = body,
            Sha256 = SHA256.HashData(body.Span),
            SentAt = signed.SentAt,
            ReceivedAt = receivedAt,
            OccurredAt = signed.SentAt,
            TraceId = DeliveryHeaders.TraceIdOrNull(headers[DeliveryHeaders.B3TraceId]),
            SpanId = DeliveryHeaders.SpanIdOrNull(headers[DeliveryHeaders.B3SpanId]),
        };
        return entries.Read(posted, subscription.Filter);
    }

    private void Report(Subscription subscription, Receipt receipt, IPAddress? remote, TimeSpan duration)
    {
        if (receipt.Delivery is { } delivery)
        {
            DeliveryLog.Received(
                logger, receipt.Meaning.Level, delivery.Id, delivery.Subscription, delivery.EventType?.Name, delivery.Operation?.Raw,
                delivery.OccurredAt, delivery.OrganizationId, delivery.Subject, delivery.TraceId, delivery.SpanId, (int)receipt.StatusCode,
                receipt.Word, duration.TotalMilliseconds, delivery.Body.Length, receipt.SecretIndex, remote);
        }
        else
        {
            _refusals.Refused(subscription.Name, remote, (int)receipt.StatusCode, receipt.Word);
        }
    }
}
