using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Runs a handler once, in its own scope and under a time limit, and turns whatever happens into a value.</summary>
internal sealed partial class AttemptRunner(
    IServiceScopeFactory scopes, IHostEnvironment environment, WebhookTracing tracing, TimeProvider time, ILogger<AttemptRunner> logger)
{
    private const int LongestPlace = 400;

    /// <summary>Runs a handler with the delivery of a lease.</summary>
    /// <param name="handler">Makes the instance that runs.</param>
    /// <param name="lease">The lease under which it runs.</param>
    /// <param name="timeout">After this much time the attempt is cancelled and counts as failed.</param>
    /// <param name="leaseEnded">Cancels the attempt earlier.</param>
    public async Task<Attempt> RunAsync(HandlerRegistration handler, Lease lease, TimeSpan timeout, CancellationToken leaseEnded)
    {
        var delivery = lease.Delivery;
        using var span = tracing.StartAttempt(
            handler.Name, lease.Attempt, delivery.Subscription, delivery.Id, delivery.EventType?.Name, delivery.Operation?.Name,
            delivery.Body.Length, delivery.TraceId, delivery.SpanId);
        var attempt = await RunInTimeAsync(handler, lease, timeout, leaseEnded).ConfigureAwait(false);
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

    private async Task<Attempt> RunInTimeAsync(HandlerRegistration handler, Lease lease, TimeSpan timeout, CancellationToken leaseEnded)
    {
        var started = time.GetTimestamp();
        IWebhookHandler? instance = null;
        using var attemptEnded = new CancellationTokenSource(timeout, time);
        using var end = leaseEnded.UnsafeRegister(static attempt => ((CancellationTokenSource)attempt!).Cancel(), attemptEnded);
        try
        {
            // A handler that blocks its thread or ignores its token must not hold the slot for ever.
            var handling = Task.Run(
                () => HandleAsync(handler, lease, made => instance = made, attemptEnded.Token), CancellationToken.None);
            var result = await handling.WaitAsync(attemptEnded.Token).ConfigureAwait(false);
            var error = result.Reason ?? (result.Verdict == HandlerVerdict.Retry ? "The handler asked for a retry." : "");
            return new Attempt(result, time.GetElapsedTime(started), error);
        }
        catch (OperationCanceledException) when (attemptEnded.IsCancellationRequested)
        {
            var error = leaseEnded.IsCancellationRequested ? "The attempt was cancelled." : $"The handler did not end within {timeout:c}.";
            return new Attempt(HandlerResult.Retry(), time.GetElapsedTime(started), error);
        }
        catch (Exception failure)
        {
            // An exception's message may quote what the handler was reading: outside Development only its type and place are logged.
            var error = Describe(failure);
            Log.Threw(logger, handler.Name, lease.Delivery.Id, environment.IsDevelopment() ? failure : null, error);
            return new Attempt(HandlerResult.Retry(), time.GetElapsedTime(started), error, PlaceOf(failure, instance));
        }
    }

    private async Task<HandlerResult> HandleAsync(
        HandlerRegistration handler, Lease lease, Action<IWebhookHandler> made, CancellationToken attemptEnded)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var context = new WebhookContext(handler.Name, lease.Delivery, lease.Attempt, lease.IsStale);
        var instance = handler.Create(scope.ServiceProvider);
        made(instance);
        return await instance.HandleAsync(context, attemptEnded).ConfigureAwait(false);
    }

    private static string Describe(Exception failure)
    {
        var place = FramesOf(failure).FirstOrDefault();
        return place is null ? failure.GetType().Name : $"{failure.GetType().Name} in {place.DeclaringTypeName}.{place.Name}";
    }

    /// <summary>
    /// The type of the exception and the innermost frame of the handler's own code: below it, the place may vary by chance.
    /// </summary>
    private static string PlaceOf(Exception failure, IWebhookHandler? handler)
    {
        var frames = FramesOf(failure).ToList();
        var own = (handler is IHandlerAround around ? around.Inner : handler)?.GetType().Assembly.FullName;
        var place = frames.Find(frame => frame.DeclaringAssemblyName == own) ?? frames.FirstOrDefault();
        var text = $"{failure.GetType()} in {place?.DeclaringTypeName}.{place?.Name}";
        return text.Length > LongestPlace ? text[..LongestPlace] : text;
    }

    private static IEnumerable<DiagnosticMethodInfo> FramesOf(Exception failure) =>
        new StackTrace(failure).GetFrames().Select(DiagnosticMethodInfo.Create).OfType<DiagnosticMethodInfo>();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Handler {Handler} threw on {DeliveryId}: {Error}")]
        public static partial void Threw(ILogger logger, string handler, string deliveryId, Exception? exception, string error);
    }
}
