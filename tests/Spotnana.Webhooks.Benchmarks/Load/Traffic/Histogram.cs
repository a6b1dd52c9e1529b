using System.Numerics;

namespace Spotnana.Webhooks.Benchmarks.Load.Traffic;

/// <summary>Counts latencies in steps of less than 1 %, in constant memory.</summary>
internal sealed class Histogram
{
    private const int Bits = 7;

    private readonly long[] _counts = new long[64 << Bits];

    public long Count { get; private set; }

    public TimeSpan Max { get; private set; }

    public void Add(TimeSpan latency)
    {
        _counts[Index(latency.Ticks / TimeSpan.TicksPerMicrosecond)]++;
        Count++;
        if (latency > Max)
            Max = latency;
    }

    /// <summary>The latency that this share of all does not exceed.</summary>
    public TimeSpan Share(double share)
    {
        var rank = (long)Math.Ceiling(Count * share);
        var index = 0;
        for (long seen = _counts[0]; seen < rank && index < _counts.Length - 1; seen += _counts[index])
            index++;
        var upper = TimeSpan.FromMicroseconds(Upper(index));
        return upper < Max ? upper : Max;
    }

    private static int Index(long microseconds)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)Math.Max(1, microseconds)) - Bits);
        return (int)((shift << Bits) + (microseconds >> shift));
    }

    private static long Upper(int index)
    {
        var shift = Math.Max(0, (index >> Bits) - 1);
        return ((long)(index - (shift << Bits)) + 1 << shift) - 1;
    }
}
