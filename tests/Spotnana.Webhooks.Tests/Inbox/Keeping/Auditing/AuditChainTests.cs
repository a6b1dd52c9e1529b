using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Tests.Inbox.Keeping.Auditing;

public sealed class AuditChainTests
{
    private static readonly DateTimeOffset _at = new DateTimeOffset(2026, 3, 2, 17, 38, 7, TimeSpan.Zero).AddTicks(1_234_569);

    // Computed by another program, from the description of the chain.
    [Fact]
    public void The_hash_of_a_row_is_the_one_that_is_described()
    {
        var first = AuditChain.Link(AuditMark.Start, new(_at, "oncall", "192.0.2.7", "payload.read", "spotnana/msg_1", "812 bytes"));
        var second = AuditChain.Link(first.Mark, new(_at.AddTicks(10), "Zoë", "", "redrive", "state=dead", ""));

        Assert.Equal("1:607abc32c22de0bdf2352204ee648e213b6f8afba2f784eb5ca51fabff8087f4", first.Mark.ToString());
        Assert.Equal("2:9924ade3d5663dbe6059b27115e908391d0b89b5706560f228c45e7a29646671", second.Mark.ToString());
    }

    [Fact]
    public void No_two_rows_have_the_same_hash_because_a_text_moved_into_its_neighbour()
    {
        string[][] all =
        [
            ["ab", "c", "d", "e", "f"], ["a", "bc", "d", "e", "f"], ["abc", "", "d", "e", "f"], ["", "abc", "d", "e", "f"],
            ["ab", "c", "d", "ef", ""], ["ab", "c", "de", "", "f"],
        ];

        Assert.Equal(
            all.Length, all.Select(texts => Hash(1, texts)).Concat(all.Select(texts => Hash(1, texts))).Distinct().Count());
        Assert.NotEqual(Hash(1, all[0]), Hash(2, all[0]));
        Assert.NotEqual(Hash(1, all[0]), Hash(1, all[0], previous: [0]));

        static string Hash(long sequence, string[] texts, byte[]? previous = null) => Convert.ToHexString(
            AuditChain.Hash(previous, sequence, new(_at, texts[0], texts[1], texts[2], texts[3], texts[4])));
    }

    [Fact]
    public void A_place_is_read_as_it_is_written()
    {
        var hash = Convert.ToHexStringLower(new byte[AuditChain.HashBytes]);

        Assert.True(AuditMark.TryParse($"41:{hash}", out var mark));
        Assert.Equal((41, $"41:{hash}"), (mark.Sequence, mark.ToString()));
        Assert.True(AuditMark.TryParse("0:", out var start));
        Assert.Equal(AuditMark.Start, start);
        Assert.All(
            (string[])["", ":", "41", "41:", $"x:{hash}", $"-1:{hash}", $"0:{hash}", $"41:{hash[1..]}", $"41:{hash[1..]}g", $" 41:{hash}"],
            text => Assert.False(AuditMark.TryParse(text, out _), text));
    }
}
