using System.Net;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Bounds the memory that bodies take between their first byte and the commit. It counts bytes that arrived, never those that a header
/// announced. Large bodies may use at most half, so that a few of them cannot shut out the many small ones.
/// </summary>
/// <remarks>
/// Where room is needed, the body that has been unfinished longest is displaced, and not the one that comes: what is authentic is whole
/// within moments, and what is held open on purpose grows old. A body that is whole is never displaced.
/// </remarks>
/// <param name="capacity">The bytes of all bodies together.</param>
/// <param name="patience">How long a body may stay unfinished while there is plenty of room.</param>
/// <param name="time">Measures the patience.</param>
internal sealed partial class BufferBudget(long capacity, TimeSpan patience, TimeProvider time)
{
    private const int LargeBody = 256 * 1024;

    // Up to here patience is whole. From here to full it falls to its least.
    private const double Plenty = 0.5;
    private const double LeastPatience = 0.1;

    private readonly Lock _lock = new();
    private readonly DropOrder<Claim> _unfinished = new(capacity / 4);
    private readonly DropOrder<Claim> _unfinishedLarge = new(capacity / 4);
    private long _used;
    private long _usedByLarge;

    /// <summary>Opens a claim on the budget, which is empty.</summary>
    /// <param name="address">Whose share the body counts against while it is unfinished; null: nobody's.</param>
    public Claim Open(IPAddress? address = null) => new(this, address);

    /// <summary>How many bytes are held now.</summary>
    public long Used => Interlocked.Read(ref _used);

    private long Now => time.GetTimestamp();

    private TimeSpan Patience
    {
        get
        {
            var beyond = Math.Max(0, ((double)_used / capacity) - Plenty) / (1 - Plenty);
            return patience * (1 - (beyond * (1 - LeastPatience)));
        }
    }

    private bool TryGrow(Claim claim, int bytes, bool isWhole)
    {
        List<Claim>? displaced = null;
        bool grown;
        lock (_lock)
        {
            claim.Age(isWhole);
            while (_unfinished.Oldest?.Item is { } oldest && time.GetElapsedTime(oldest.Since) > Patience)
                Displace(oldest, ref displaced);
            grown = !claim.IsDisplaced && TryTake(claim, bytes, ref displaced);
        }

        displaced?.ForEach(other => other.GiveUp());
        return grown;
    }

    private bool TryTake(Claim claim, int bytes, ref List<Claim>? displaced)
    {
        var large = claim.Bytes + bytes > LargeBody ? claim.Bytes + bytes - claim.BytesAsLarge : 0;
        while (large > 0 && _usedByLarge + large > capacity / 2)
        {
            if (!TryDisplace(_unfinishedLarge, claim, ref displaced))
                return false;
        }

        while (_used + bytes > capacity)
        {
            if (!TryDisplace(_unfinished, claim, ref displaced))
                return false;
        }

        _used += bytes;
        _usedByLarge += large;
        claim.Add(bytes, large);
        return true;
    }

    /// <summary>False when it is the claim's own turn, or nobody is left who could go.</summary>
    private static bool TryDisplace(DropOrder<Claim> order, Claim claim, ref List<Claim>? displaced)
    {
        if (order.First?.Item is not { } victim || victim == claim)
            return false;
        Displace(victim, ref displaced);
        return true;
    }

    private static void Displace(Claim claim, ref List<Claim>? displaced)
    {
        claim.Return();
        claim.IsDisplaced = true;
        (displaced ??= []).Add(claim);
    }
}
