using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Tests.Contract;

public class DeliveryHeadersTests
{
    [Theory]
    [InlineData("463ac35c9f6413ad", "463ac35c9f6413ad")]
    [InlineData("463AC35C9F6413AD", "463ac35c9f6413ad")]
    [InlineData("463ac35c9f6413ad48485a3953bb6124", "463ac35c9f6413ad48485a3953bb6124")]
    [InlineData("0000000000000000463ac35c9f6413ad", "0000000000000000463ac35c9f6413ad")]
    [InlineData("0000000000000000", null)]
    [InlineData("00000000000000000000000000000000", null)]
    [InlineData("463ac35c9f6413a", null)]
    [InlineData("463ac35c9f6413ad4", null)]
    [InlineData("463ac35c9f6413ad48485a3953bb61240", null)]
    [InlineData("463ac35c9f6413ag", null)]
    [InlineData(" 63ac35c9f6413ad", null)]
    [InlineData("４63ac35c9f6413ad", null)]
    [InlineData("463ac35c\n9f6413a", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_trace_id_is_16_or_32_hexadecimal_digits(string? value, string? expected) =>
        Assert.Equal(expected, DeliveryHeaders.TraceIdOrNull(value));

    [Theory]
    [InlineData("A2FB4A1D1A96D312", "a2fb4a1d1a96d312")]
    [InlineData("0000000000000001", "0000000000000001")]
    [InlineData("0000000000000000", null)]
    [InlineData("463ac35c9f6413ad48485a3953bb6124", null)]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_span_id_is_16_hexadecimal_digits(string? value, string? expected) =>
        Assert.Equal(expected, DeliveryHeaders.SpanIdOrNull(value));
}
