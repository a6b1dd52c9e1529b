using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks.Examples.People;

/// <summary>
/// Keeps a directory of travelers in step with Spotnana. A traveler who is deleted is deactivated, and may come back; one who is purged is
/// gone for good.
/// </summary>
/// <param name="directory">The directory.</param>
public sealed class DirectorySync(IDirectory directory) : IWebhookHandler<Traveler>
{
    /// <inheritdoc/>
    public async ValueTask<HandlerResult> HandleAsync(WebhookContext<Traveler> context, CancellationToken cancellationToken)
    {
        if (context.Payload.Id is not { } id)
            return HandlerResult.Reject("a traveler without an id");
        if (context.Operation == Operation.Purge)
            await directory.PurgeAsync(id, cancellationToken);
        else
            await directory.SaveAsync(ProfileIn(context, id), context.Delivery.OccurredAt, cancellationToken);
        return HandlerResult.Done;
    }

    private static Profile ProfileIn(WebhookContext<Traveler> context, string id) =>
        Profile.Of(id, context.Payload, isDeleted: context.Operation == Operation.Delete);
}
