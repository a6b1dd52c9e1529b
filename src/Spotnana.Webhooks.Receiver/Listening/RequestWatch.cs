using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// Tells each connection when a whole request of it is there and when that is answered: between the two it is not dropped. Lets few at a
/// time be worked on of those whose requests are refused: a flood of them would keep everything else waiting at each step.
/// </summary>
internal static class RequestWatch
{
    public static void UseRequestWatch(this WebApplication app)
    {
        var turns = new SuspectTurns();
        app.Use(next => context => context.Features.Get<ClientConnection>() is { } connection
            ? WatchAsync(context, connection, turns, next)
            : next(context));
    }

    private static async Task WatchAsync(HttpContext context, ClientConnection connection, SuspectTurns turns, RequestDelegate next)
    {
        using var turn = connection.IsSuspect ? await turns.TakeAsync() : null;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            connection.HasWholeRequest();
        }
        else
        {
            connection.Waits();
            context.Features.Set<IRequestBodyPipeFeature>(new WatchedBody(context.Request.BodyReader, connection, turn));
        }

        try
        {
            await next(context);
        }
        finally
        {
            connection.Answered(context);
            connection.Waits();
        }
    }

    private sealed class WatchedBody(PipeReader body, ClientConnection connection, SuspectTurns.Turn? turn)
        : PipeReader, IRequestBodyPipeFeature
    {
        public PipeReader Reader => this;

        public override bool TryRead(out ReadResult result)
        {
            if (!body.TryRead(out result))
                return false;
            Seen(result);
            return true;
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var reading = body.ReadAsync(cancellationToken);
            if (reading.IsCompletedSuccessfully)
                return new(Seen(reading.Result));
            // The rest of the body may take its time, and others wait.
            turn?.Dispose();
            return AwaitAsync(reading);
        }

        public override void AdvanceTo(SequencePosition consumed) => body.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => body.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => body.CancelPendingRead();

        public override void Complete(Exception? exception = null) => body.Complete(exception);

        private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> reading) => Seen(await reading);

        private ReadResult Seen(ReadResult result)
        {
            if (result.IsCompleted)
                connection.HasWholeRequest();
            return result;
        }
    }
}
