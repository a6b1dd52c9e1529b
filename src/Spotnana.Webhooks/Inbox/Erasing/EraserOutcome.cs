namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>What a round of an <see cref="Eraser"/> came to.</summary>
/// <param name="IsMoreToDo">Whether there is more to do at once.</param>
/// <param name="Completed">The erasures that it completed.</param>
/// <param name="Unreadable">How many deliveries it could not look into, as their bodies cannot be read.</param>
/// <param name="NamelessPurges">How many events purge a traveler whose id could not be read.</param>
public readonly record struct EraserOutcome(bool IsMoreToDo, IReadOnlyList<Erasure> Completed, int Unreadable, int NamelessPurges = 0);
