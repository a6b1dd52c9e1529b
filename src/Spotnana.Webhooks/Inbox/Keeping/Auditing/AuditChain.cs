using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Inbox.Keeping.Auditing;

/// <summary>
/// The chain of the audit log: each row has a hash over itself and the hash of the row before, so that no row can be changed, added or
/// removed without changing all hashes after it.
/// </summary>
/// <remarks>
/// The hash is the SHA-256 of these bytes: the hash of the row before (empty for the first row), caller, address, action, target and
/// outcome in UTF-8, each with its length before it as 4 bytes, and then number and time as 8 bytes each. The time is in whole
/// microseconds since 1970 UTC. All numbers are big-endian.
/// </remarks>
public static class AuditChain
{
    /// <summary>The length of a hash, in bytes.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>Makes the next row of a chain.</summary>
    /// <param name="previous">The row before.</param>
    /// <param name="entry">Who did what. The row holds it as <see cref="AuditEntry.ToStorable"/> gives it.</param>
    public static AuditRecord Link(AuditMark previous, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var (sequence, storable) = (previous.Sequence + 1, entry.ToStorable());
        return new AuditRecord(sequence, storable, Hash(previous.Hash.Span, sequence, storable));
    }

    /// <summary>Computes the hash of a row.</summary>
    /// <param name="previous">The hash of the row before. Empty: there is none.</param>
    /// <param name="sequence">The row's number.</param>
    /// <param name="entry">What the row holds.</param>
    public static byte[] Hash(ReadOnlySpan<byte> previous, long sequence, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var bytes = new ArrayBufferWriter<byte>();
        Add(bytes, previous);
        foreach (var text in (ReadOnlySpan<string>)[entry.Caller, entry.Address, entry.Action, entry.Target, entry.Outcome])
            Add(bytes, Encoding.UTF8.GetBytes(text));
        Add(bytes, sequence);
        Add(bytes, (entry.At.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);
        return SHA256.HashData(bytes.WrittenSpan);
    }

    private static void Add(ArrayBufferWriter<byte> bytes, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(sizeof(int)), part.Length);
        bytes.Advance(sizeof(int));
        bytes.Write(part);
    }

    private static void Add(ArrayBufferWriter<byte> bytes, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes.GetSpan(sizeof(long)), number);
        bytes.Advance(sizeof(long));
    }
}
