using Spotnana.Webhooks.Inbox.Memory;

namespace Spotnana.Webhooks.Inbox.Tests;

public sealed class MemoryInboxTests : InboxConformance
{
    protected override IInbox Create() => new MemoryInbox(Time);

    protected override Task<IReadOnlyList<StoredCopy>> CopiesAsync(string id, string subscription = "s") =>
        Task.FromResult<IReadOnlyList<StoredCopy>>([.. ((MemoryInbox)Inbox).Copies(subscription, id).Select(Copy)]);

    private protected override Task<int> KeysAsync(long sequence) => Task.FromResult(
        ((MemoryInbox)Inbox).Stored(sequence) is { } stored ? (stored.Keys?.Count ?? 0) + (stored.IdKey is null ? 0 : 1) : 0);

    private static StoredCopy Copy(MemoryDelivery delivery) => new(
        delivery.State,
        delivery.Reason,
        delivery.HasBody ? delivery.Delivery.Body.ToArray() : null,
        [.. delivery.Handlings.Select(
            handling => new StoredHandling(handling.Handler, handling.State, handling.Reason, handling.Attempts))],
        [.. delivery.Attempts.Select(attempt => $"{attempt.Handler} {attempt.Number} {attempt.Outcome} {attempt.Error}".TrimEnd())]);
}
