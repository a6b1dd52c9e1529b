namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>The outcome of an import.</summary>
/// <param name="Added">How many deliveries were not there before.</param>
/// <param name="IsSame">Whether the inbox, read back, holds what the file holds. Null where it holds more.</param>
internal sealed record ImportOutcome(long Added, bool? IsSame);
