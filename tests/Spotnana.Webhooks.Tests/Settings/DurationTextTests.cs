using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Tests.Settings;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("00:00:00")]
    [InlineData("23:59:59")]
    [InlineData("1.00:00:00")]
    [InlineData("15.00:00:00")]
    [InlineData("-00:00:01")]
    [InlineData(" 00:00:30 ")]
    [InlineData("00:00:00.0100000")]
    [InlineData("00:30")]
    [InlineData("30")]
    [InlineData("1:00:00:00")]
    public void A_time_that_reads_as_it_looks_passes(string text) => Assert.Null(DurationText.ErrorIn(text));

    [Theory]
    [InlineData("24:00:00", "hours above 23", "1.00:00:00")]
    [InlineData("36:30:00", "hours above 23", "1.12:30:00")]
    [InlineData("360:00:00", "hours above 23", "15.00:00:00")]
    [InlineData("9999999:00:00", "hours above 23", "416666.15:00:00")]
    [InlineData("1.24:00:00", "hours above 23", "2.00:00:00")]
    [InlineData("-24:00:00", "hours above 23", "-1.00:00:00")]
    [InlineData("24:00", "hours above 23", "1.00:00:00")]
    [InlineData("24:00:00.5", "hours above 23", "1.00:00:00.5")]
    [InlineData("00:90:00", "minutes above 59", "01:30:00")]
    [InlineData("00:60", "minutes above 59", "01:00:00")]
    [InlineData("00:00:90", "seconds above 59", "00:01:30")]
    public void Other_times_are_refused_with_the_right_spelling(string text, string reason, string right)
    {
        Assert.Equal(
            $"is '{text}', with {reason}. Write {right} (days.hours:minutes:seconds).", DurationText.ErrorIn(text));
        Assert.Null(DurationText.ErrorIn(right));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("14 days")]
    [InlineData("00:00:00.12345678901")]
    [InlineData("99999999999999.00:00:00")]
    [InlineData("999999999:00:00")]
    [InlineData("::")]
    public void What_is_no_time_is_refused_with_an_example(string text) =>
        Assert.Equal($"is '{text}'. Write a time as days.hours:minutes:seconds, such as 00:00:30.", DurationText.ErrorIn(text));

    [Fact]
    public void The_largest_numbers_do_not_overflow() =>
        Assert.Contains("with hours above 23", DurationText.ErrorIn("999999.99999999:999999:999999"), StringComparison.Ordinal);
}
