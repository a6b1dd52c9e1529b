using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Spotnana.Webhooks.Intake;

/// <summary>Reads the raw bytes of a request under a cap and a budget.</summary>
internal static class BodyReader
{
    public enum Outcome
    {
        Complete,
        TooLarge,
        NoBudget,
        Displaced,
        TooSlow,
    }

    /// <summary>Reads until the body ends or has to be refused. The claim stays the caller's, whatever the outcome.</summary>
    /// <param name="request">The request, of whose body nothing has been read.</param>
    /// <param name="maxBytes">The longest body that is read.</param>
    /// <param name="claim">Grows with the bytes that arrive.</param>
    /// <param name="patience">
    /// The longest that a body which may be anybody's can hold its share of the budget. The server's own limit is a rate, and a trickle
    /// keeps to that for hours.
    /// </param>
    /// <param name="time">Measures the patience.</param>
    public static async ValueTask<(Outcome Outcome, ReadOnlyMemory<byte> Body)> ReadAsync(
        HttpRequest request, int maxBytes, BufferBudget.Claim claim, TimeSpan patience, TimeProvider time)
    {
        // The server's own limit resets the connection of a client that is still sending; ours answers 413.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        if (request.ContentLength > maxBytes)
            return (Outcome.TooLarge, default);

        var reader = request.BodyReader;
        claim.Start(reader, request.ContentLength);
        ITimer? timer = null;
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync(request.HttpContext.RequestAborted);
                if (!reading.IsCompleted)
                    timer ??= time.CreateTimer(CancelRead, reader, patience, Timeout.InfiniteTimeSpan);

                var read = await reading.ConfigureAwait(false);
                var outcome = read.IsCanceled && !claim.IsDisplaced ? Outcome.TooSlow : Take(read, maxBytes, claim);
                // Even if it is refused: the server then reads on for a while, so that the client finishes sending and sees the answer.
                reader.AdvanceTo(read.Buffer.End);
                if (outcome != Outcome.Complete)
                    return (outcome, default);

                if (read.IsCompleted)
                    return (Outcome.Complete, claim.TakeBody());
            }
        }
        finally
        {
            claim.StopReading();
            // Waits for its callback: a cancellation must not reach the connection's next request.
            if (timer is not null)
                await timer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static void CancelRead(object? reader) => ((PipeReader)reader!).CancelPendingRead();

    private static Outcome Take(in ReadResult read, int maxBytes, BufferBudget.Claim claim)
    {
        if (read.Buffer.Length > maxBytes - claim.Bytes)
            return Outcome.TooLarge;
        if (claim.TryAppend(read.Buffer, read.IsCompleted))
            return Outcome.Complete;
        return claim.IsDisplaced ? Outcome.Displaced : Outcome.NoBudget;
    }
}
