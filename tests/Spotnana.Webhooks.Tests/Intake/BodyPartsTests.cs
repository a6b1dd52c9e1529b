using System.Buffers;
using CsCheck;
using Spotnana.Webhooks.Intake;

namespace Spotnana.Webhooks.Tests.Intake;

public class BodyPartsTests
{
    [Fact]
    public void A_body_comes_out_as_it_arrived_however_it_was_cut_and_whatever_was_announced() =>
        Gen.Select(
            Gen.Byte.Array[0, 70_000].Array[0, 4],
            Gen.OneOf(
                Gen.Const((long?)null),
                Gen.Const((long?)0),
                Gen.Const((long?)-1),
                Gen.Long[1, 300_000].Select(announced => (long?)announced)))
            .Sample(
                (pieces, announced) =>
                {
                    byte[] whole = [.. pieces.SelectMany(piece => piece)];
                    // -1 stands for the truth, which is the usual case.
                    var parts = new BodyParts(announced == -1 ? whole.Length : announced);

                    foreach (var piece in pieces)
                        parts.Append(new ReadOnlySequence<byte>(piece));

                    Assert.Equal(whole.Length, parts.Length);
                    Assert.True(parts.ToMemory().Span.SequenceEqual(whole));
                },
                iter: 200,
                threads: 1);

    [Theory]
    [InlineData(null, 300_000)]
    [InlineData(4_000_000L, 1)]
    [InlineData(4_000_000L, 300_000)]
    public void What_has_arrived_takes_hardly_more_memory_whatever_was_announced(long? announced, int arrives)
    {
        var piece = new byte[1_000];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var parts = new BodyParts(announced);
        while (parts.Length < arrives)
            parts.Append(new ReadOnlySequence<byte>(piece, 0, Math.Min(piece.Length, arrives - parts.Length)));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, arrives, arrives + 40_000);
    }
}
