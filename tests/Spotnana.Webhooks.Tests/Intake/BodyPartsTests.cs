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
}
