using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Sqlite.Keeping;

/// <summary>A body that was encrypted anew, and the number of its delivery.</summary>
internal readonly record struct RenewedRow(long Sequence, RenewedBody Body);
