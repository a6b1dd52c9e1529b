using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Examples.Accounting;

/// <summary>Books the travel agency's fees, each once, and reverses one that is waived.</summary>
/// <param name="books">Where it books.</param>
public sealed class ServiceFees(IBooks books) : IWebhookHandler<ServiceCharge>
{
    /// <inheritdoc/>
    public async ValueTask<HandlerResult> HandleAsync(WebhookContext<ServiceCharge> context, CancellationToken cancellationToken)
    {
        var (charge, account) = (context.Payload, $"fees/{context.Payload.PnrId ?? context.Payload.TripId}");
        if (charge is not { ChargeId: { } number, Total: { } total })
            return HandlerResult.Reject("a charge without its id or amount");
        if (context.IsStale)
            return HandlerResult.Done;
        await books.PostOnceAsync(account, number, total, cancellationToken);
        var isWaived = charge.PaymentStatus is "NO_CHARGE" or "WAIVED_OFF";
        await books.ReverseAsync(account, number, isWaived ? total : null, cancellationToken);
        return HandlerResult.Done;
    }
}
