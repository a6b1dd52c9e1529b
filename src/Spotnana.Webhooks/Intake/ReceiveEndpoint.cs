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
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Intake;

/// <summary>Takes a POST to a subscription's path through all checks into the inbox. The first check that fails answers.</summary>
internal sealed class ReceiveEndpoint(
    IOptions<IntakeOptions> options, SenderCheck senders, BufferBudget budget, ClientAddresses addresses, IntakeQueue queue,
    EntryReader entries, ReceiptWriter writer, WebhookMetrics metrics, ContactBook contacts, TimeProvider time,
    ILogger<ReceiveEndpoint> logger)
{
    private readonly IntakeOptions _options = options.Value;
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
        catch (Exception failure) when (RequestFraming.Of(failure, context) is { } meaning)
        {
            receipt = new Receipt(meaning switch
            {
                RequestFraming.Failure.Gone => ReceiptStatus.Aborted,
                RequestFraming.Failure.Slow => ReceiptStatus.Slow,
                _ => ReceiptStatus.BrokenFraming,
            });
        }

        _meter.Count(subscription, receipt);
        // For each reason alike.
        if (receipt.StatusCode == HttpStatusCode.Unauthorized && subscription.Tokens is not null)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (receipt.Status != ReceiptStatus.Aborted)
            await writer.WriteAsync(context.Response, receipt).ConfigureAwait(false);
        _meter.Answered(subscription, receipt, time.GetElapsedTime(started));
        Report(subscription, receipt, ClientAddresses.Plain(context.Connection.RemoteIpAddress), time.GetElapsedTime(started));
        if (receipt is { Meaning.IsNew: true, Delivery: { } delivery })
            _cards.Look(delivery);
    }

    private async ValueTask<Receipt> TakeAsync(HttpRequest request, Subscription subscription)
    {
        if (!HttpMethods.IsPost(request.Method))
            return new Receipt(ReceiptStatus.MethodNotAllowed);
        if (IsEncoded(request.Headers.ContentEncoding))
            return new Receipt(ReceiptStatus.Encoded);
        if (RequestFraming.IsAmbiguous(request))
            return new Receipt(ReceiptStatus.AmbiguousFraming);

        var receivedAt = time.GetUtcNow();
        var proof = senders.CheckHeaders(request.Headers, subscription.Credentials, receivedAt);
        if (proof.Refusal is { } refusal)
            return refusal;
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

        if (SenderCheck.CheckBody(proof, subscription.Credentials, body.Span, out var secretIndex) is { } forgery)
            return forgery;
        if (!AcceptsApiVersion(subscription, request.Headers[DeliveryHeaders.ApiVersion]))
            return Receipt.WrongApiVersion(subscription.ApiVersions, secretIndex);

        var entry = ReadEntry(subscription, proof, request.Headers, body, receivedAt);
        return Receipt.Stored(await queue.StoreAsync(entry, claim.HandOver()).ConfigureAwait(false), entry, secretIndex);
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

    private static bool AcceptsApiVersion(Subscription subscription, StringValues sent)
    {
        if (subscription.ApiVersions.Length == 0)
            return true;
        return sent.Count == 0 ? !subscription.RequireApiVersion : sent.Count == 1 && subscription.ApiVersions.Contains(sent[0]);
    }

    private InboxEntry ReadEntry(
        Subscription subscription, in SenderProof proof, IHeaderDictionary headers, ReadOnlyMemory<byte> body,
        DateTimeOffset receivedAt)
    {
        var sha256 = SHA256.HashData(body.Span);
        // A token says neither which delivery it is nor when that was sent.
        var sentAt = proof.IsToken ? DateTimeOffset.FromUnixTimeSeconds(receivedAt.ToUnixTimeSeconds()) : proof.Signature.SentAt;
        var posted = new Delivery
        {
            Subscription = subscription.Name,
            Id = proof.IsToken ? $"sha256:{Convert.ToHexStringLower(sha256)}" : proof.Signature.Id,
            Body = body,
            Sha256 = sha256,
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
