using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>
/// Words of which only the hashes and lengths are known. Only what has one of the lengths is hashed, since that is what takes long.
/// </summary>
internal sealed class HashedWords
{
    private const int Few = 256;

    private readonly HashKey _key;
    private readonly Dictionary<UInt128, List<Erasure>> _byHash = [];
    private readonly HashSet<int> _lengths = [];

    public HashedWords(HashKey key, IEnumerable<Erasure> erasures)
    {
        _key = key;
        foreach (var erasure in erasures.Where(erasure => !erasure.Hash.IsEmpty))
        {
            _lengths.Add(erasure.Length);
            var start = Start(erasure.Hash.Span);
            if (!_byHash.TryGetValue(start, out var same))
                _byHash.Add(start, same = []);
            same.Add(erasure);
        }

        Shortest = _lengths.Count == 0 ? int.MaxValue : _lengths.Min();
    }

    public bool IsEmpty => _lengths.Count == 0;

    /// <summary>The length of the shortest, in bytes.</summary>
    public int Shortest { get; }

    /// <summary>The lengths, in bytes.</summary>
    public IReadOnlyCollection<int> Lengths => _lengths;

    /// <summary>Adds the erasures of a word, whatever the case of its letters.</summary>
    public void Match(ReadOnlySpan<byte> word, HashSet<Erasure> found)
    {
        if (!_lengths.Contains(word.Length))
            return;

        Span<byte> lower = word.Length <= Few ? stackalloc byte[word.Length] : new byte[word.Length];
        if (Ascii.ToLower(word, lower, out _) != OperationStatus.Done)
            lower = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(word).ToLowerInvariant());
        Span<byte> hash = stackalloc byte[HashKey.HashBytes];
        _key.Hash(lower, hash);
        if (!_byHash.TryGetValue(Start(hash), out var same))
            return;
        foreach (var erasure in same)
        {
            if (erasure.Hash.Span.SequenceEqual(hash))
                found.Add(erasure);
        }
    }

    private static UInt128 Start(ReadOnlySpan<byte> hash) => MemoryMarshal.Read<UInt128>(hash);
}
