using Spotnana.Webhooks.Cli.Http;

namespace Spotnana.Webhooks.Cli.Tests.Http;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("as it is: Zoë 東京 🛫", "as it is: Zoë 東京 🛫")]
    [InlineData("  one\r\n\ttwo  ", "one two")]
    [InlineData("\e[2J\a", "\\u001b[2J\\u0007")]
    [InlineData("\u202egnp.exe", "\\u202egnp.exe")]
    [InlineData("a\ufffeb\u0085c", "a\\ufffeb c")]
    [InlineData("12345678901234567890123456789012345", "12345678901234567890123456789…")]
    [InlineData("1234567890123456789012345678🛫🛫", "1234567890123456789012345678…")]
    public void Foreign_text_becomes_one_short_harmless_line(string text, string expected) =>
        Assert.Equal(expected, Printable.Line(text, maxLength: 30));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("a\ufffdb", Printable.Line("a\ud83db", maxLength: 30));
}
