namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Bounds the memory that bodies take between their first byte and the commit. It counts bytes that arrived, never what a header announced.
/// Large bodies may use at most half, so that a few of them cannot shut out the many small ones.
/// </summary>
internal sealed class BufferBudget(long capacity)
{
    private const int LargeBody = 256 * 1024;

    private readonly long _capacity = capacity;
    private long _used;
    private long _usedByLarge;

    public Claim Open() => new(this);

    private static bool TryTake(ref long used, long bytes, long limit)
    {
        if (Interlocked.Add(ref used, bytes) <= limit)
            return true;
        Interlocked.Add(ref used, -bytes);
        return false;
    }

    /// <summary>What one body holds of the budget; disposing gives it back.</summary>
    public sealed class Claim(BufferBudget budget) : IDisposable
    {
        private long _bytes;
        private long _bytesAsLarge;

        public bool TryGrow(int bytes)
        {
            if (!TryTake(ref budget._used, bytes, budget._capacity))
                return false;
            _bytes += bytes;

            if (_bytes <= LargeBody)
                return true;
            var large = _bytes - _bytesAsLarge;
            if (!TryTake(ref budget._usedByLarge, large, budget._capacity / 2))
                return false;
            _bytesAsLarge += large;
            return true;
        }

        public void Dispose()
        {
            Interlocked.Add(ref budget._used, -_bytes);
            Interlocked.Add(ref budget._usedByLarge, -_bytesAsLarge);
            (_bytes, _bytesAsLarge) = (0, 0);
        }
    }
}
