using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Tests;

/// <summary>
/// One copy of a delivery as an engine keeps it. It has no body where none is kept; the timeline has its attempts in order, such as
/// <c>h 1 completed</c>.
/// </summary>
public sealed record StoredCopy(
    DeliveryState State, DeadReason? Reason, byte[]? Body, IReadOnlyList<StoredHandling> Handlings, IReadOnlyList<string> Timeline)
{
    /// <summary>A line of the timeline.</summary>
    internal static string Line(
        string handler, int number, string outcome, string? error, EncryptionKeys keys, string subscription, string id) =>
        $"{handler} {number} {outcome} {new ErrorText(subscription, id, handler, number).Decrypt(keys, error)}".TrimEnd();
}

/// <summary>One handling as an engine keeps it.</summary>
public sealed record StoredHandling(string Handler, HandlingState State, DeadReason? Reason, int Attempts);
