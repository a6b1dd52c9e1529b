using System.Globalization;
using CsCheck;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Tests.Contract;

public class EnvelopeTimeTests
{
    [Theory]
    [InlineData("2026-03-02T17:38:07Z", "2026-03-02T17:38:07.0000000")]
    [InlineData("2026-03-02T17:38:07.112Z", "2026-03-02T17:38:07.1120000")]
    [InlineData("2026-03-02T17:38:07.1Z", "2026-03-02T17:38:07.1000000")]
    [InlineData("2026-03-02T17:38:07.123456789Z", "2026-03-02T17:38:07.1234567")]
    [InlineData("2026-03-02T17:38:07.999999999999Z", "2026-03-02T17:38:07.9999999")]
    [InlineData("2026-03-02T17:38:07,5Z", "2026-03-02T17:38:07.5000000")]
    [InlineData("2026-03-02T17:38Z", "2026-03-02T17:38:00.0000000")]
    [InlineData("2026-03-02T17:38", "2026-03-02T17:38:00.0000000")]
    [InlineData("2026-03-02 17:38:07", "2026-03-02T17:38:07.0000000")]
    [InlineData("2026-03-02 17:38:07.25", "2026-03-02T17:38:07.2500000")]
    [InlineData("2026-03-02t17:38:07z", "2026-03-02T17:38:07.0000000")]
    [InlineData("2026-03-02T17:38:07+05:30", "2026-03-02T12:08:07.0000000")]
    [InlineData("2026-03-02T17:38:07.5-0800", "2026-03-03T01:38:07.5000000")]
    [InlineData("2026-03-02T17:38+02", "2026-03-02T15:38:00.0000000")]
    [InlineData("2026-03-02T17:38:07-00:00", "2026-03-02T17:38:07.0000000")]
    [InlineData("2026-03-02T24:00:00Z", "2026-03-03T00:00:00.0000000")]
    [InlineData("2026-12-31T24:00", "2027-01-01T00:00:00.0000000")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000")]
    [InlineData("1772473087", "2026-03-02T17:38:07.0000000")]
    [InlineData("1772473087112", "2026-03-02T17:38:07.1120000")]
    [InlineData("1772473087.112", "2026-03-02T17:38:07.1120000")]
    [InlineData("1772473087.123456789", "2026-03-02T17:38:07.1234567")]
    public void A_time_is_read_and_given_in_utc(string text, string expected)
    {
        var time = EnvelopeTime.Parse(text);

        Assert.Equal(expected, time?.DateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture));
        Assert.Equal(TimeSpan.Zero, time?.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("1772473087.")]
    [InlineData("1772473087.1e3")]
    [InlineData("177247308.112")]
    [InlineData("02/03/2026 17:38:07")]
    [InlineData("03-02-2026T17:38:07Z")]
    [InlineData("2026/03/02T17:38:07Z")]
    [InlineData("2026-3-2T17:38:07Z")]
    [InlineData("2026-03-02")]
    [InlineData("20260302T173807Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-00-01T00:00:00Z")]
    [InlineData("2026-01-00T00:00:00Z")]
    [InlineData("2026-04-31T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2026-03-02T24:00:01Z")]
    [InlineData("2026-03-02T24:01Z")]
    [InlineData("2026-03-02T24:00:00.0000001Z")]
    [InlineData("2026-03-02T25:00Z")]
    [InlineData("2026-03-02T17:60Z")]
    [InlineData("2026-03-02T17:38:60Z")]
    [InlineData("2026-03-02T17:38:07.Z")]
    [InlineData("2026-03-02T17:38:7Z")]
    [InlineData("2026-03-02T17:38:Z")]
    [InlineData("2026-03-02T17:38.5Z")]
    [InlineData("2026-03-02T17:38:07ZZ")]
    [InlineData("2026-03-02T17:38:07Z ")]
    [InlineData(" 2026-03-02T17:38:07Z")]
    [InlineData("2026-03-02T17:38:07+5")]
    [InlineData("2026-03-02T17:38:07+19:00")]
    [InlineData("2026-03-02T17:38:07+05:60")]
    [InlineData("2026-03-02T17:38:07+05-30")]
    [InlineData("2026-03-02T+7:38:07Z")]
    [InlineData("2026-03-02T17:38:07 GMT")]
    [InlineData("２026-03-02T17:38:07Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T24:00:00Z")]
    [InlineData("177247308")]
    [InlineData("17724730871")]
    [InlineData("177247308711")]
    [InlineData("17724730871123")]
    [InlineData("0772473087")]
    [InlineData("-177247308")]
    [InlineData("99999999999999999999999999999999")]
    public void Anything_else_is_no_time_rather_than_a_guess(string text) => Assert.Null(EnvelopeTime.Parse(text));

    [Fact]
    public void Every_time_that_dotnet_writes_is_read_back() =>
        Gen.Select(Gen.Long[0, DateTime.MaxValue.Ticks], Gen.Int[-14 * 60, 14 * 60])
            .Where((ticks, minutes) => ticks + (minutes * TimeSpan.TicksPerMinute) is >= 0 and <= 3155378975999999999)
            .Sample((ticks, minutes) =>
            {
                var time = new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(minutes));
                Assert.Equal(time, EnvelopeTime.Parse(time.ToString("O", CultureInfo.InvariantCulture)));
            });

    [Fact]
    public void Any_text_gives_a_time_or_none() =>
        Gen.Select(Gen.Int[0, 25], Gen.Char, Gen.OneOf(Gen.Const(""), Gen.String), (at, character, end) =>
            {
                var text = "2026-03-02T17:38:07.1+05:30";
                return text.Remove(at, 1).Insert(at, $"{character}") + end;
            })
            .Sample(text => { EnvelopeTime.Parse(text); });
}
