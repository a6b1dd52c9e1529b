using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Finding;

/// <summary>Hashes keys into the numbers that stand for them in the inbox.</summary>
/// <param name="own">The inbox's own hash key.</param>
internal sealed class KeyHasher(HashKey own)
{
    // A key of its own, so that these hashes tell nothing of what else is hashed in the inbox.
    private readonly HashKey _key = own.For("look-up keys");

    /// <summary>The first 8 bytes of the hash: enough that no other key of an inbox has the same. Never 0.</summary>
    public long Hash(string key)
    {
        var hash = BitConverter.ToInt64(_key.Hash(key));
        return hash == 0 ? 1 : hash;
    }
}
