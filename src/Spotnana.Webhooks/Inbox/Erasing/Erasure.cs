using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>An erasure and its receipt. It does not tell whom it erases.</summary>
public sealed record Erasure
{
    /// <summary>
    /// The shortest id of a traveler that bodies are searched for. A shorter one would be found in what has nothing to do with it.
    /// </summary>
    public const int ShortestTraveler = 8;

    /// <summary>Its id: <c>er-</c> and 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who asked for it: the name of a key; for a purge the id of its delivery.</summary>
    public required string By { get; init; }

    /// <summary>What asked for it.</summary>
    public required ErasureCause Cause { get; init; }

    /// <summary>The subscription whose deliveries it erases. Null: those of all.</summary>
    public string? Subscription { get; init; }

    /// <summary>Further subscriptions whose deliveries it erases.</summary>
    public IReadOnlyList<string> Reaches { get; init; } = [];

    /// <summary>What it erases.</summary>
    public required ErasureKind Kind { get; init; }

    /// <summary>The <see cref="HashKey.Id"/> of the key that <see cref="Hash"/> was made with.</summary>
    public required string HashKeyId { get; init; }

    /// <summary>
    /// The hash of the traveler's id or of the subject, in lower case. Empty once nothing of its time can come again: it erases no more.
    /// </summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>How many bytes were hashed.</summary>
    public required int Length { get; init; }

    /// <summary>How many deliveries it has looked at.</summary>
    public long Scanned { get; init; }

    /// <summary>How many deliveries it has erased.</summary>
    public long Erased { get; init; }

    /// <summary>How many deliveries it has found that are still waiting for their handlers.</summary>
    public long Waiting { get; init; }

    /// <summary>How far it is with what was stored at its time.</summary>
    public ErasureProgress Progress { get; init; }

    /// <summary>When the last of it was gone. Null: it is not done. What comes later is erased, too.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Makes an erasure that somebody asks for.</summary>
    /// <param name="kind">What is erased.</param>
    /// <param name="value">The traveler's id, or the subject, for example <c>pnr/6104417720</c>.</param>
    /// <param name="by">The name of the caller's key.</param>
    /// <param name="key">The key of the inbox.</param>
    /// <param name="at">The time.</param>
    public static Erasure Requested(ErasureKind kind, string value, string by, HashKey key, DateTimeOffset at) =>
        Of(kind, value, key) with
        {
            Id = NewId(RandomNumberGenerator.GetBytes(IdBytes)),
            At = at,
            By = by,
            Cause = ErasureCause.Request,
        };

    /// <summary>Makes the erasure of a traveler whom an event purges. The same event makes the same one.</summary>
    /// <param name="kind">What is erased.</param>
    /// <param name="value">The traveler's id, or the subject.</param>
    /// <param name="purge">Whose event it is.</param>
    /// <param name="key">The key of the inbox.</param>
    /// <param name="at">The time.</param>
    internal static Erasure Purged(ErasureKind kind, string value, BodyOwner purge, HashKey key, DateTimeOffset at) =>
        Of(kind, value, key) with
        {
            Id = NewId(SHA256.HashData(purge.ToBytes()).AsSpan(0, IdBytes)),
            At = at,
            By = purge.Id,
            Cause = ErasureCause.Purge,
            Subscription = purge.Subscription,
        };

    /// <summary>Whether it erases deliveries of a subscription.</summary>
    internal bool IsFor(string subscription) =>
        Subscription is null || Subscription.Equals(subscription, StringComparison.OrdinalIgnoreCase)
        || Reaches.Contains(subscription, StringComparer.OrdinalIgnoreCase);

    private const int IdBytes = 12;

    private static Erasure Of(ErasureKind kind, string value, HashKey key)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        ArgumentNullException.ThrowIfNull(key);
        var text = value.ToLowerInvariant();
        return new Erasure
        {
            Id = "",
            At = default,
            By = "",
            Cause = default,
            Kind = kind,
            HashKeyId = key.Id,
            Hash = key.Hash(text),
            Length = Encoding.UTF8.GetByteCount(text),
        };
    }

    private static string NewId(ReadOnlySpan<byte> bytes) => $"er-{Convert.ToHexStringLower(bytes)}";
}
