using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>How far <see cref="InboxRekeyer"/> has come.</summary>
/// <param name="State">What it does.</param>
/// <param name="Totals">What it did since it was asked last.</param>
/// <param name="KeyId">The id of the key that encrypts. Null: it was not asked yet.</param>
/// <param name="Failure">Why it failed. Null: it did not.</param>
public sealed record RekeyProgress(RekeyState State, RekeyTotals Totals = default, string? KeyId = null, string? Failure = null);
