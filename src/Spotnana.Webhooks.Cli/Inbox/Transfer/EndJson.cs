namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>The totals of a whole file. A file without them was cut off.</summary>
/// <param name="Deliveries">How many.</param>
/// <param name="Handlings">How many, of all deliveries.</param>
/// <param name="Attempts">How many, of all deliveries.</param>
/// <param name="Lanes">How many remember something.</param>
/// <param name="Pauses">How many handlers are paused.</param>
/// <param name="BodyBytes">All bodies together.</param>
/// <param name="Digest">
/// SHA-256 over the deliveries, whatever engine they come from and whatever their numbers are: equal digests, equal deliveries.
/// </param>
/// <param name="Sha256">SHA-256 of all lines before this one.</param>
/// <param name="Audit">How many rows of the audit log. Null: none.</param>
internal sealed record EndJson(
    long Deliveries, long Handlings, long Attempts, long Lanes, long Pauses, long BodyBytes, string Digest, string Sha256,
    long? Audit = null);
