namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>What an <see cref="Eraser"/> goes by.</summary>
/// <param name="Wait">How long a delivery that waits for a handler is waited for. Then it is given up, and erased.</param>
/// <param name="Ids">How long ids are kept: for as long an erasure erases what comes later.</param>
/// <param name="Receipts">How long receipts are kept.</param>
/// <param name="ReachesOf">The further subscriptions that a purge of one erases in.</param>
public sealed record ErasureRules(TimeSpan Wait, TimeSpan Ids, TimeSpan Receipts, Func<string, IReadOnlyList<string>> ReachesOf);
