using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace Spotnana.Webhooks.Intake;

internal sealed partial class BufferBudget
{
    /// <summary>One body and its share of the budget. It has one owner at a time, and the owner disposes of it:</summary>
    /// <remarks>
    /// <list type="number">
    /// <item>The request, from the first byte on: a <c>using</c> in <see cref="ReceiveEndpoint"/> gives it back, whether the request is
    /// refused, is aborted or fails. Until the body is whole it can be displaced.</item>
    /// <item>The <see cref="IntakeTicket"/>, once the request has called <see cref="HandOver"/>: <see cref="IntakeTicket.Resolve"/> gives
    /// it back. <see cref="IntakeQueue"/> resolves a ticket that it cannot queue. Every other one is resolved by the
    /// <see cref="InboxWriter"/>, even long after its request gave up waiting, since the body stays in memory until then.</item>
    /// </list>
    /// </remarks>
    public sealed class Claim(BufferBudget budget, IPAddress? address) : IDisposable
    {
        private readonly Lock _reading = new();
        private PipeReader? _reader;
        private volatile BodyParts? _body;
        private bool _isWhole;
        private DropOrder<Claim>.Entry? _entry;
        private DropOrder<Claim>.Entry? _largeEntry;

        /// <summary>How many bytes it holds.</summary>
        public long Bytes { get; private set; }

        /// <summary>Whether its room was given to others. What it held is gone.</summary>
        public bool IsDisplaced { get; internal set; }

        internal long BytesAsLarge { get; private set; }

        /// <summary>When it began to hold something, as a timestamp.</summary>
        internal long Since { get; private set; }

        /// <summary>The whole body. The claim holds on to it no more.</summary>
        public ReadOnlyMemory<byte> TakeBody()
        {
            var body = _body!.ToMemory();
            _body = null;
            return body;
        }

        /// <summary>From now on the claim keeps what arrives, and being displaced ends the reader's pending read.</summary>
        public void Start(PipeReader reader, long? announced) => (_reader, _body) = (reader, new BodyParts(announced));

        /// <summary>From now on the reader is left alone: its next request must not be met.</summary>
        public void StopReading()
        {
            lock (_reading)
                _reader = null;
        }

        /// <summary>Takes what arrived. False as <see cref="TryGrow"/> has it.</summary>
        public bool TryAppend(in ReadOnlySequence<byte> arrived, bool isWhole)
        {
            if (!TryGrow((int)arrived.Length, isWhole))
                return false;
            // Null once it was displaced since: its next read ends it.
            _body?.Append(arrived);
            return true;
        }

        /// <summary>
        /// False when there is no room for it, or it was displaced. What the claim holds by then stays held until it is disposed of, unless
        /// it was displaced.
        /// </summary>
        /// <param name="bytes">How many bytes more it wants to hold.</param>
        /// <param name="isWhole">Whether these are the last. From then on nothing displaces it.</param>
        public bool TryGrow(int bytes, bool isWhole = false) => budget.TryGrow(this, bytes, isWhole);

        /// <summary>
        /// Moves the whole share to a new claim, for its next owner. From then on this one is empty: disposing of it gives nothing back.
        /// </summary>
        public Claim HandOver()
        {
            lock (budget._lock)
            {
                Leave();
                var next = new Claim(budget, address) { Bytes = Bytes, BytesAsLarge = BytesAsLarge, _isWhole = true };
                (Bytes, BytesAsLarge) = (0, 0);
                return next;
            }
        }

        public void Dispose()
        {
            lock (budget._lock)
                Return();
        }

        /// <summary>Lets go of the body, and ends the reading of what follows.</summary>
        internal void GiveUp()
        {
            _body = null;
            lock (_reading)
                _reader?.CancelPendingRead();
        }

        /// <summary>Puts it into the order of those that can be displaced, or takes it out for good. Under the budget's lock.</summary>
        internal void Age(bool isWhole)
        {
            _isWhole |= isWhole;
            if (_isWhole)
            {
                Leave();
            }
            else if (_entry is null && !IsDisplaced)
            {
                Since = budget.Now;
                _entry = budget._unfinished.Add(this, address, 0);
            }
        }

        internal void Add(int bytes, long large)
        {
            Bytes += bytes;
            BytesAsLarge += large;
            if (_entry is null)
                return;
            budget._unfinished.Grow(_entry, bytes);
            if (large > 0 && _largeEntry is null)
                _largeEntry = budget._unfinishedLarge.Add(this, address, large);
            else if (large > 0)
                budget._unfinishedLarge.Grow(_largeEntry!, large);
        }

        /// <summary>Gives back whatever it holds. Under the budget's lock.</summary>
        internal void Return()
        {
            Leave();
            budget._used -= Bytes;
            budget._usedByLarge -= BytesAsLarge;
            (Bytes, BytesAsLarge) = (0, 0);
        }

        private void Leave()
        {
            if (_entry is not null)
                budget._unfinished.Remove(_entry);
            if (_largeEntry is not null)
                budget._unfinishedLarge.Remove(_largeEntry);
            (_entry, _largeEntry) = (null, null);
        }
    }
}
