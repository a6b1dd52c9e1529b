using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>Tells each connection when a whole request of it is there and when that is answered: between the two it is not dropped.</summary>
internal static class RequestWatch
{
    public static void UseRequestWatch(this WebApplication app) => app.Use(next => context =>
        context.Features.Get<ClientConnection>() is { } connection ? WatchAsync(context, connection, next) : next(context));

    private static async Task WatchAsync(HttpContext context, ClientConnection connection, RequestDelegate next)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            connection.HasWholeRequest();
        }
        else
        {
            connection.Waits();
            context.Features.Set<IRequestBodyPipeFeature>(new WatchedBody(context.Request.BodyReader, connection));
        }

        try
        {
            await next(context);
        }
        finally
        {
            // Only who holds a secret or a key gets 200 for a POST. (Where nothing was answered it is the default.)
            connection.IsProven |= context.Response is { HasStarted: true, StatusCode: StatusCodes.Status200OK }
                && HttpMethods.IsPost(context.Request.Method);
            connection.Waits();
        }
    }

    private sealed class WatchedBody(PipeReader body, ClientConnection connection) : PipeReader, IRequestBodyPipeFeature
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
            return reading.IsCompletedSuccessfully ? new(Seen(reading.Result)) : AwaitAsync(reading);
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
