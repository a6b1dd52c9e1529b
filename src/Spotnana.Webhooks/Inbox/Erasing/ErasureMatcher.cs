using System.Text;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>Finds which erasures name a delivery. Used by one thread at a time.</summary>
internal sealed class ErasureMatcher
{
    private readonly IReadOnlyList<Erasure> _erasures;
    private readonly List<Erasure> _incomplete;
    private readonly List<(HashKey Key, HashedWords Travelers, HashedWords Subjects)> _byKey = [];

    /// <exception cref="InvalidDataException">The key of one of them is missing.</exception>
    public ErasureMatcher(IReadOnlyList<Erasure> erasures, HashKeys keys)
    {
        _erasures = erasures;
        _incomplete = [.. erasures.Where(erasure => erasure.CompletedAt is null)];
        foreach (var group in erasures.GroupBy(erasure => erasure.HashKeyId, StringComparer.Ordinal))
        {
            var key = keys.Find(group.Key)
                ?? throw new InvalidDataException($"The key {group.Key} that an erasure is hashed with is missing.");
            _byKey.Add((key, Words(ErasureKind.Traveler), Words(ErasureKind.Subject)));

            HashedWords Words(ErasureKind kind) => new(key, group.Where(erasure => erasure.Kind == kind));
        }
    }

    /// <summary>The erasures.</summary>
    public IReadOnlyList<Erasure> Erasures => _erasures;

    /// <summary>Those that are not complete.</summary>
    public IReadOnlyList<Erasure> Incomplete => _incomplete;

    /// <summary>Whether the body of a delivery has to be looked at.</summary>
    public bool NeedsBodyOf(DeliverySummary delivery) =>
        _erasures.Any(erasure => erasure.Kind == ErasureKind.Traveler && erasure.IsFor(delivery.Subscription));

    /// <summary>The ids of the erasures that name a delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="body">Its body. Null: it has none, or it was not to be looked at.</param>
    public IReadOnlyList<string> Find(DeliverySummary delivery, ReadOnlyMemory<byte>? body)
    {
        var found = new HashSet<Erasure>();
        foreach (var (_, travelers, subjects) in _byKey)
        {
            if (delivery.Subject is { } subject)
                Find(subject, travelers, subjects, found);
            if (body is { } bytes && !travelers.IsEmpty)
                BodyWords.Visit(bytes.Span, travelers, found);
        }

        return [.. found.Where(erasure => erasure.IsFor(delivery.Subscription)).Select(erasure => erasure.Id)];
    }

    /// <summary>The erasures that look at a delivery at all.</summary>
    public IEnumerable<Erasure> LookingAt(DeliverySummary delivery) => _erasures.Where(erasure => erasure.IsFor(delivery.Subscription));

    private static void Find(string subject, HashedWords travelers, HashedWords subjects, HashSet<Erasure> found)
    {
        subjects.Match(Encoding.UTF8.GetBytes(subject), found);
        if (Subject.TravelerIn(subject) is { } traveler)
            travelers.Match(Encoding.UTF8.GetBytes(traveler), found);
    }
}
