using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Stories;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Gives a handler its typed view. A payload that does not fit is rejected, as it will never fit.</summary>
/// <param name="handler">The handler.</param>
/// <param name="inbox">Where the snapshots before are read.</param>
internal sealed class TypedHandler<TPayload>(IWebhookHandler<TPayload> handler, IInbox inbox) : IWebhookHandler, IHandlerAround
    where TPayload : class, IPayload<TPayload>
{
    public object Inner => handler;

    public async ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken)
    {
        WebhookContext<TPayload> typed;
        try
        {
            typed = new WebhookContext<TPayload>(context, stop => ReadPreviousAsync(context, stop));
        }
        catch (PayloadException misfit)
        {
            return HandlerResult.Reject(misfit.Message);
        }

        return await handler.HandleAsync(typed, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Previous<TPayload>> ReadPreviousAsync(WebhookContext context, CancellationToken cancellationToken)
    {
        if (context.Delivery.Subject is not { } subject || inbox is not IInboxStories stories)
            return default;

        var found = await stories.ReadPreviousAsync(
            context.Handler, context.Delivery.Subscription, subject, TPayload.EventType, cancellationToken).ConfigureAwait(false);
        if (found.State != PayloadState.Found)
            return new Previous<TPayload>(null, IsGone: found.State == PayloadState.Gone);
        try
        {
            return new Previous<TPayload>(TPayload.Parse(found.Body));
        }
        catch (PayloadException)
        {
            return new Previous<TPayload>(null, IsGone: true);
        }
    }
}
