namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>
/// Erases travelers from an inbox. Engines implement it beside <see cref="IInbox"/>. What is found is decided outside, by
/// <see cref="Eraser"/>; the engine reads, removes and remembers how far that is.
/// </summary>
/// <remarks>
/// Of an erased delivery stay its id, digest, times and states. Its body, organization, subject, trace, the texts of its errors and its
/// lane go. Failures are those of <see cref="IInbox"/>.
/// </remarks>
public interface IInboxErasing
{
    /// <summary>Stores an erasure, durably. One whose id is known stays as it is.</summary>
    Task AddErasureAsync(Erasure erasure, CancellationToken cancellationToken);

    /// <summary>Reads erasures, the newest first.</summary>
    /// <param name="id">Only the one with this id. Null: all.</param>
    /// <param name="limit">The most to read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<Erasure>> ListErasuresAsync(string? id, int limit, CancellationToken cancellationToken);

    /// <summary>Reads the erasures that still erase, the oldest first: those with a hash.</summary>
    Task<IReadOnlyList<Erasure>> ListActiveErasuresAsync(CancellationToken cancellationToken);

    /// <summary>Takes the work, or goes on with it: of all processes that share the inbox only one does it at a time.</summary>
    /// <param name="duration">How long others wait until they may take it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Where the work stands. Null: another process does it.</returns>
    Task<ErasurePlace?> TakeErasingAsync(TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Reads deliveries in the order of their numbers.</summary>
    /// <param name="after">The number after which to begin.</param>
    /// <param name="upTo">The last number.</param>
    /// <param name="count">The most deliveries to read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<ErasurePage> ReadToEraseAsync(long after, long upTo, int count, CancellationToken cancellationToken);

    /// <summary>Reads the bodies of these deliveries. Those that are gone may be left out.</summary>
    Task<IReadOnlyList<ErasureBody>> ReadBodiesToEraseAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken);

    /// <summary>
    /// Reads what was noted and can go on now: first deliveries that are sure and settled, or were found before a time; then those that are
    /// not sure, after a number. At most 200 of them.
    /// </summary>
    /// <param name="foundBefore">The time.</param>
    /// <param name="doubtfulAfter">The number.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<FoundDelivery>> ListFoundAsync(DateTimeOffset foundBefore, long doubtfulAfter, CancellationToken cancellationToken);

    /// <summary>Does a step, durably.</summary>
    /// <returns>False: another process has taken the work meanwhile, and nothing is done.</returns>
    Task<bool> EraseAsync(ErasureStep step, CancellationToken cancellationToken);

    /// <summary>Whether nothing of what was erased is left anywhere in the inbox's own files. Where it is, this has it removed.</summary>
    Task<bool> IsCleanAsync(CancellationToken cancellationToken);

    /// <summary>Forgets the hashes of erasures before a time, and erasures before another.</summary>
    Task ForgetErasuresAsync(DateTimeOffset hashesBefore, DateTimeOffset erasuresBefore, CancellationToken cancellationToken);
}
