namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Bounds the memory that bodies take between their first byte and the commit. It counts bytes that arrived, never those that a header
/// announced. Large bodies may use at most half, so that a few of them cannot shut out the many small ones.
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

    /// <summary>One body's share of the budget. It has one owner at a time, and the owner disposes of it:</summary>
    /// <remarks>
    /// <list type="number">
    /// <item>The request, from the first byte on: a <c>using</c> in <see cref="ReceiveEndpoint"/> gives it back, whether the request is
    /// refused, is aborted or fails.</item>
    /// <item>The <see cref="IntakeTicket"/>, once the request has called <see cref="HandOver"/>: <see cref="IntakeTicket.Resolve"/> gives
    /// it back. <see cref="IntakeQueue"/> resolves a ticket that it cannot queue. Every other one is resolved by the
    /// <see cref="InboxWriter"/>, even long after its request gave up waiting, since the body stays in memory until then.</item>
    /// </list>
    /// </remarks>
    public sealed class Claim(BufferBudget budget) : IDisposable
    {
        private long _bytes;
        private long _bytesAsLarge;

        /// <summary>False when the budget is spent. What the claim holds by then stays held until it is disposed of.</summary>
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

        /// <summary>
        /// Moves the whole share to a new claim, for its next owner. From then on this one is empty: disposing of it gives nothing back.
        /// </summary>
        public Claim HandOver() => new(budget)
        {
            _bytes = Interlocked.Exchange(ref _bytes, 0),
            _bytesAsLarge = Interlocked.Exchange(ref _bytesAsLarge, 0),
        };

        public void Dispose()
        {
            Interlocked.Add(ref budget._used, -Interlocked.Exchange(ref _bytes, 0));
            Interlocked.Add(ref budget._usedByLarge, -Interlocked.Exchange(ref _bytesAsLarge, 0));
        }
    }
}
