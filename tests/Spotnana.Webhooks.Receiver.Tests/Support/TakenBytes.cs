using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>Counts the bytes of bodies that the service has read and, by then, counted against its budget.</summary>
internal sealed class TakenBytes
{
    private long _total;

    public long Total => Interlocked.Read(ref _total);

    /// <summary>A middleware: each body is read through it.</summary>
    public Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        context.Features.Set<IRequestBodyPipeFeature>(new WatchedBody(new WatchedReader(context.Request.BodyReader, this)));
        return next(context);
    }

    private sealed class WatchedBody(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }

    private sealed class WatchedReader(PipeReader inner, TakenBytes taken) : PipeReader
    {
        private ReadOnlySequence<byte> _read;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            Noted(await inner.ReadAsync(cancellationToken));

        public override bool TryRead(out ReadResult result)
        {
            var isRead = inner.TryRead(out result);
            Noted(result);
            return isRead;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            var bytes = _read.Slice(0, consumed).Length;
            inner.AdvanceTo(consumed, examined);
            Interlocked.Add(ref taken._total, bytes);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        private ReadResult Noted(ReadResult result)
        {
            _read = result.Buffer;
            return result;
        }
    }
}
