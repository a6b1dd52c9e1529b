using System.Buffers;
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
    }

    public static async ValueTask<(Outcome Outcome, ReadOnlyMemory<byte> Body)> ReadAsync(HttpRequest request, int maxBytes, BufferBudget.Claim claim)
    {
        // The server's own limit resets the connection of a client that is still sending; ours answers 413.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        if (request.ContentLength > maxBytes)
            return (Outcome.TooLarge, default);

        var body = Array.Empty<byte>();
        var length = 0;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            var outcome = Take(read.Buffer, request.ContentLength, maxBytes, claim, ref body, ref length);
            // Also when it is refused: the server then reads on for a while, so that the client finishes sending and sees the answer.
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (outcome != Outcome.Complete)
                return (outcome, default);

            if (read.IsCompleted)
                return (Outcome.Complete, body.AsMemory(0, length));
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
