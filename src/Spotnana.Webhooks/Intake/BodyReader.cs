using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Spotnana.Webhooks.Intake;

/// <summary>Reads the raw bytes of a request under a cap and a budget.</summary>
internal static class BodyReader
{
    private const int FirstBuffer = 32 * 1024;

    public enum Outcome
    {
        Complete,
        TooLarge,
        NoBudget,
        TooSlow,
    }

    /// <summary>
    /// The patience bounds how long an unauthenticated body can hold its share of the budget: the server's own limit is a rate, and a trickle satisfies it for hours.
    /// </summary>
    public static async ValueTask<(Outcome Outcome, ReadOnlyMemory<byte> Body)> ReadAsync(
        HttpRequest request, int maxBytes, BufferBudget.Claim claim, TimeSpan patience, TimeProvider time)
    {
        // The server's own limit resets the connection of a client that is still sending; ours answers 413.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        if (request.ContentLength > maxBytes)
            return (Outcome.TooLarge, default);

        var reader = request.BodyReader;
        var body = Array.Empty<byte>();
        var length = 0;
        ITimer? timer = null;
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync(request.HttpContext.RequestAborted);
                if (!reading.IsCompleted)
                    timer ??= time.CreateTimer(static reader => ((PipeReader)reader!).CancelPendingRead(), reader, patience, Timeout.InfiniteTimeSpan);

                var read = await reading.ConfigureAwait(false);
                var outcome = read.IsCanceled ? Outcome.TooSlow : Take(read.Buffer, request.ContentLength, maxBytes, claim, ref body, ref length);
                // Also when it is refused: the server then reads on for a while, so that the client finishes sending and sees the answer.
                reader.AdvanceTo(read.Buffer.End);
                if (outcome != Outcome.Complete)
                    return (outcome, default);

                if (read.IsCompleted)
                    return (Outcome.Complete, body.AsMemory(0, length));
            }
        }
        finally
        {
            // Waits for its callback: a cancellation must not reach the connection's next request.
            if (timer is not null)
                await timer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static Outcome Take(in ReadOnlySequence<byte> arrived, long? announced, int maxBytes, BufferBudget.Claim claim, ref byte[] body, ref int length)
    {
        if (arrived.Length > maxBytes - length)
            return Outcome.TooLarge;
        if (!claim.TryGrow((int)arrived.Length))
            return Outcome.NoBudget;

        body = EnsureRoom(body, length, (int)arrived.Length, announced, maxBytes);
        arrived.CopyTo(body.AsSpan(length));
        length += (int)arrived.Length;
        return Outcome.Complete;
    }

    private static byte[] EnsureRoom(byte[] body, int length, int arrived, long? announced, int maxBytes)
    {
        var needed = length + arrived;
        if (needed <= body.Length)
            return body;

        // What a header announces is believed up to the first buffer's size only.
        var size = Math.Max(needed, Math.Min(Math.Max(FirstBuffer, 2L * body.Length), maxBytes));
        if (announced is { } whole && whole >= needed)
            size = Math.Min(size, whole);
        Array.Resize(ref body, (int)size);
        return body;
    }
}
