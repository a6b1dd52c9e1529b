using Spotnana.Webhooks.Inbox.Memory;

namespace Spotnana.Webhooks.Inbox.Tests;

public sealed class MemoryInboxTests : InboxConformance
{
    protected override IInbox Create() => new MemoryInbox(Time);

    protected override Task<IReadOnlyList<StoredCopy>> CopiesAsync(string id, string subscription = "s") =>
        Task.FromResult<IReadOnlyList<StoredCopy>>([.. ((MemoryInbox)Inbox).Copies(subscription, id).Select(Copy)]);

    private static StoredCopy Copy(MemoryDelivery delivery) => new(
        delivery.State,
        delivery.Reason,
        delivery.HasBody ? delivery.Delivery.Body.ToArray() : null,
        [.. delivery.Handlings.Select(
            handling => new StoredHandling(handling.Handler, handling.State, handling.Reason, handling.Attempts))],
        [.. delivery.Attempts.Select(attempt => $"{attempt.Handler} {attempt.Number} {attempt.Outcome} {attempt.Error}".TrimEnd())]);
}
