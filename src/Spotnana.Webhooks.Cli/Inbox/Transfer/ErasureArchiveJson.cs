using Spotnana.Webhooks.Inbox.Erasing;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>The content of a file of erasures.</summary>
internal sealed record ErasureArchiveJson(
    string Format, int Version, IReadOnlyList<HashKeyJson> HashKeys, IReadOnlyList<ErasureRecordJson> Erasures)
{
    public const string TheFormat = "spotnana-webhooks-erasures";
    public const int TheVersion = 1;
}

/// <summary>A hash key as it stands in a file.</summary>
internal sealed record HashKeyJson(string Id, bool IsOwn, string? KeyId, byte[] Value)
{
    private const int LongestValue = 128;

    public static HashKeyJson Of(StoredHashKey key) => new(key.Id, key.IsOwn, key.KeyId, key.Value.ToArray());

    public bool IsRight() => Id.Length == 16 && Value.Length <= LongestValue;

    public StoredHashKey ToStored() => new(Id, IsOwn, KeyId, Value);
}

/// <summary>An erasure as it stands in a file.</summary>
internal sealed record ErasureRecordJson(
    string Id, DateTimeOffset At, string By, ErasureCause Cause, string? Subscription, IReadOnlyList<string> Reaches, ErasureKind Kind,
    string HashKey, byte[] Hash, int Length)
{
    private const int Longest = 256;

    public static ErasureRecordJson Of(Erasure erasure) => new(
        erasure.Id, erasure.At, erasure.By, erasure.Cause, erasure.Subscription, erasure.Reaches, erasure.Kind, erasure.HashKeyId,
        erasure.Hash.ToArray(), erasure.Length);

    public bool IsRight() =>
        IsText(Id) && IsText(By) && IsText(HashKey) && (Subscription is null || IsText(Subscription)) && Reaches.All(IsText)
        && Hash.Length == Spotnana.Webhooks.Inbox.Keeping.HashKey.HashBytes && Length is > 0 and <= 1024
        && Enum.IsDefined(Cause) && Enum.IsDefined(Kind) && At > DateTimeOffset.UnixEpoch && At.Year < 9000;

    public Erasure ToErasure() => new()
    {
        Id = Id,
        At = At,
        By = By,
        Cause = Cause,
        Subscription = Subscription,
        Reaches = Reaches,
        Kind = Kind,
        HashKeyId = HashKey,
        Hash = Hash,
        Length = Length,
    };

    private static bool IsText(string? text) => text?.Length is > 0 and <= Longest && !text.Any(char.IsControl);
}
