namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>Encrypts stored bodies anew, for <see cref="Rekeying"/>. Engines implement it beside <see cref="IInbox"/>.</summary>
/// <remarks>Failures are those of <see cref="IInbox"/>.</remarks>
public interface IInboxRekey
{
    /// <summary>
    /// Looks at the next bodies, and encrypts with the first key those that are not, durably. What was removed or changed meanwhile is left
    /// alone, and so is what cannot be read. It may be called beside all other work, and by several processes that share the store.
    /// </summary>
    /// <param name="after">The number of the last delivery that was looked at; 0 to begin.</param>
    /// <param name="count">The most bodies to encrypt: few enough that storing and leasing hardly wait.</param>
    /// <param name="cancellationToken">Cancels it as long as nothing is written.</param>
    Task<RekeyStep> RekeyAsync(long after, int count, CancellationToken cancellationToken);

    /// <summary>The same with the error texts of attempts.</summary>
    /// <param name="after">The place that the last batch told; 0 to begin.</param>
    /// <param name="count">The most texts to encrypt.</param>
    /// <param name="cancellationToken">Cancels it as long as nothing is written.</param>
    Task<RekeyStep> RekeyErrorsAsync(long after, int count, CancellationToken cancellationToken);
}
