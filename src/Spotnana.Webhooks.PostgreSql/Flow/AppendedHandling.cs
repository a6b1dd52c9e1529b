using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>A handling of an append. Its slot is its place among them, from 0.</summary>
/// <param name="Place">The place of its entry, from 1.</param>
/// <param name="Entry">That entry.</param>
/// <param name="Handler">Its handler.</param>
internal readonly record struct AppendedHandling(int Place, InboxEntry Entry, string Handler);
