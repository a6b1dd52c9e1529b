using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Runs a handler once, in its own scope and under a time limit, and makes a value of whatever happens.</summary>
internal sealed partial class AttemptRunner(IServiceScopeFactory scopes, IHostEnvironment environment, WebhookMetrics metrics, WebhookTracing tracing, TimeProvider time, ILogger<AttemptRunner> logger)
{
    /// <summary>How one attempt ended.</summary>
    /// <param name="Result">What the handler said; Retry where it threw or did not end in time.</param>
    /// <param name="Duration">How long it took, by the monotonic clock.</param>
    /// <param name="Error">Why it failed, without payload values; empty where it did not.</param>
    public readonly record struct Attempt(HandlerResult Result, TimeSpan Duration, string Error);

    public async Task<Attempt> RunAsync(HandlerRegistration handler, Lease lease, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var delivery = lease.Delivery;
        using var span = tracing.StartAttempt(
            handler.Name, lease.Attempt, delivery.Subscription, delivery.Id, delivery.EventType?.Name, delivery.Operation?.Name, delivery.Body.Length, delivery.TraceId, delivery.SpanId);
        var attempt = await RunInTimeAsync(handler, lease, timeout, cancellationToken).ConfigureAwait(false);
        var (outcome, error) = attempt.Result.Verdict switch
        {
            HandlerVerdict.Done => ("done", null),
            HandlerVerdict.Reject => ("reject", attempt.Error),
            HandlerVerdict.Unavailable => ("unavailable", attempt.Error),
            _ => ("retry", attempt.Error),
        };
        WebhookTracing.Ended(span, outcome, error);
        return attempt;
    }

    /// <summary>Counts an attempt whose lease was lost while it ran: it is never settled.</summary>
    public void CountLost(string handler, TimeSpan duration) => metrics.Handled(handler, "lease-lost", duration);

    private async Task<Attempt> RunInTimeAsync(HandlerRegistration handler, Lease lease, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // A handler that blocks its thread or does not look at its token must not hold the slot for ever.
            var handling = Task.Run(() => HandleAsync(handler, lease, both.Token), CancellationToken.None);
            var result = await handling.WaitAsync(both.Token).ConfigureAwait(false);
            return new Attempt(result, time.GetElapsedTime(started), result.Reason ?? (result.Verdict == HandlerVerdict.Retry ? "The handler asked for a retry." : ""));
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            var error = limit.IsCancellationRequested ? $"The handler did not end within {timeout:c}." : "The attempt was cancelled.";
            return new Attempt(HandlerResult.Retry(), time.GetElapsedTime(started), error);
        }
        catch (Exception failure)
        {
            // An exception's message may quote what the handler was reading: outside Development only its type and place are told.
            var error = Describe(failure);
            Log.Threw(logger, handler.Name, lease.Delivery.Id, environment.IsDevelopment() ? failure : null, error);
            return new Attempt(HandlerResult.Retry(), time.GetElapsedTime(started), error);
        }
    }

    /// <summary>Writes the line of a handling whose attempt ended, and counts it.</summary>
    public void Report(Settlement settlement, bool isOurs)
    {
        var (lease, delivery) = (settlement.Lease, settlement.Lease.Delivery);
        var (level, status) = settlement switch
        {
            _ when !isOurs => (LogLevel.Warning, "lease-lost"),
            { Kind: SettlementKind.Completed } => (LogLevel.Information, "completed"),
            { Kind: SettlementKind.Dead, Reason: DeadReason.Rejected } => (LogLevel.Error, "rejected"),
            { Kind: SettlementKind.Dead } => (LogLevel.Error, "exhausted"),
            { GivesAttemptBack: true } => (LogLevel.Information, "released"),
            _ => (LogLevel.Warning, "retry"),
        };
        metrics.Handled(lease.Handler, status, settlement.Duration ?? TimeSpan.Zero);
        DeliveryLog.Handled(
            logger, level, delivery.Id, delivery.Subscription, lease.Handler, delivery.EventType?.Name, delivery.Operation?.Raw,
            delivery.OccurredAt, delivery.OrganizationId, delivery.Subject, delivery.TraceId, delivery.SpanId, status,
            (settlement.Duration ?? TimeSpan.Zero).TotalMilliseconds, lease.Attempt, delivery.Body.Length, settlement.Error ?? "");
    }

    private async Task<HandlerResult> HandleAsync(HandlerRegistration handler, Lease lease, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var context = new WebhookContext(handler.Name, lease.Delivery, lease.Attempt, lease.IsStale);
        return await handler.Create(scope.ServiceProvider).HandleAsync(context, cancellationToken).ConfigureAwait(false);
    }

    private static string Describe(Exception failure)
    {
        var place = new StackTrace(failure).GetFrames().Select(DiagnosticMethodInfo.Create).FirstOrDefault(method => method is not null);
        return place is null ? failure.GetType().Name : $"{failure.GetType().Name} in {place.DeclaringTypeName}.{place.Name}";
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Handler {Handler} threw on {DeliveryId}: {Error}")]
        public static partial void Threw(ILogger logger, string handler, string deliveryId, Exception? exception, string error);
    }
}
