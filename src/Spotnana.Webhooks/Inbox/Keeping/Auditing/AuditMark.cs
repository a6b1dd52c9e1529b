using System.Globalization;

namespace Spotnana.Webhooks.Inbox.Keeping.Auditing;

/// <summary>A place in the chain of the audit log: a row's number and hash. Written as <c>SEQ:HASH</c>.</summary>
/// <param name="Sequence">The number; 0 for the place before the first row.</param>
/// <param name="Hash">The hash, empty before the first row.</param>
public readonly record struct AuditMark(long Sequence, ReadOnlyMemory<byte> Hash) : IEquatable<AuditMark>
{
    /// <summary>The place before the first row.</summary>
    public static AuditMark Start => default;

    /// <summary>Reads a place as it is logged.</summary>
    /// <param name="text">The number, a colon, and the hash in hexadecimal digits.</param>
    /// <param name="mark">The place.</param>
    /// <returns>False where it is none.</returns>
    public static bool TryParse(string text, out AuditMark mark)
    {
        ArgumentNullException.ThrowIfNull(text);
        mark = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return false;

        var hash = text[(colon + 1)..];
        if (hash.Length != (sequence == 0 ? 0 : 2 * AuditChain.HashBytes) || !hash.All(char.IsAsciiHexDigit))
            return false;
        mark = new AuditMark(sequence, Convert.FromHexString(hash));
        return true;
    }

    /// <summary>True for the same number and the same hash.</summary>
    public bool Equals(AuditMark other) => Sequence == other.Sequence && Hash.Span.SequenceEqual(other.Hash.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => Sequence.GetHashCode();

    /// <summary><c>SEQ:HASH</c>.</summary>
    public override string ToString() => $"{Sequence.ToString(CultureInfo.InvariantCulture)}:{Convert.ToHexStringLower(Hash.Span)}";
}
