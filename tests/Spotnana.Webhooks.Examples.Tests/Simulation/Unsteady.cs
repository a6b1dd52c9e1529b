using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Examples.Tests.Simulation;

/// <summary>
/// A handler on a bad day: of some deliveries the first attempt fails before its effect, of others behind it, as if the process had died.
/// </summary>
internal sealed class Unsteady<THandler, TPayload>(IServiceProvider services, Runs runs) : IWebhookHandler<TPayload>
    where THandler : class, IWebhookHandler<TPayload>
    where TPayload : class, IPayload<TPayload>
{
    private const int OneOf = 10;

    public async ValueTask<HandlerResult> HandleAsync(WebhookContext<TPayload> context, CancellationToken cancellationToken)
    {
        var luck = context.Attempt > 1 ? OneOf : context.Delivery.Sha256.Span[0] % OneOf;
        if (luck == 0)
            return HandlerResult.Retry(TimeSpan.Zero, "before the effect");
        var result = await ActivatorUtilities.CreateInstance<THandler>(services).HandleAsync(context, cancellationToken);
        if (luck == 1)
            return HandlerResult.Retry(TimeSpan.Zero, "behind the effect");
        runs.Add(context.IsStale, context.Attempt, result);
        return result;
    }
}
