using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>One attempt that ended.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Number">The attempt's number, from 1; a redrive starts again at 1.</param>
/// <param name="StartedAt">When its lease was given.</param>
/// <param name="Duration">How long it took, in whole milliseconds. Null where the lease was lost.</param>
/// <param name="Outcome"><c>completed</c>, <c>retry</c>, <c>dead</c>, or <c>lost</c>: its process ended or was too slow.</param>
/// <param name="Error">Why it failed, without payload values. Null where it did not fail, or where the reason is unknown.</param>
public sealed record AttemptSummary(
    string Handler, int Number, DateTimeOffset StartedAt, TimeSpan? Duration, string Outcome, string? Error)
{
    /// <summary>The attempt as it is stored: its error text is encrypted where there is a key.</summary>
    /// <param name="keys">The keys of the inbox.</param>
    /// <param name="subscription">The subscription of its delivery.</param>
    /// <param name="id">The delivery's id.</param>
    public AttemptSummary Encrypt(EncryptionKeys keys, string subscription, string id) =>
        this with { Error = new ErrorText(subscription, id, Handler, Number).Encrypt(keys, Error) };

    /// <summary>A stored attempt as it was.</summary>
    /// <param name="keys">The keys of the inbox.</param>
    /// <param name="subscription">The subscription of its delivery.</param>
    /// <param name="id">The delivery's id.</param>
    public AttemptSummary Decrypt(EncryptionKeys keys, string subscription, string id) =>
        this with { Error = new ErrorText(subscription, id, Handler, Number).Decrypt(keys, Error) };
}
