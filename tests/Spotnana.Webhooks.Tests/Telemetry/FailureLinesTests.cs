using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Tests.Telemetry;

public sealed class FailureLinesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FailureLines _lines;

    public FailureLinesTests() => _lines = new FailureLines(_time);

    [Fact]
    public void A_failure_is_said_once_then_every_minute_with_a_count_and_then_that_it_is_over()
    {
        Assert.True(_lines.Fails("a", out var unlogged));
        Assert.Equal(0, unlogged);
        for (var second = 1; second < 60; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.False(_lines.Fails("a", out _));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_lines.Fails("a", out unlogged));
        Assert.Equal(59, unlogged);
        Assert.False(_lines.Fails("a", out _));
        Assert.True(_lines.Works("a", out unlogged));
        Assert.Equal(1, unlogged);
        Assert.False(_lines.Works("a", out _));
    }

    [Fact]
    public void It_is_over_only_once_all_that_failed_work_again()
    {
        Assert.True(_lines.Fails("a", out _));
        Assert.False(_lines.Fails("b", out _));

        Assert.False(_lines.Works("c", out _));
        Assert.False(_lines.Works("a", out _));
        Assert.True(_lines.IsFailing);
        Assert.True(_lines.Works("b", out _));
        Assert.False(_lines.IsFailing);
    }

    [Fact]
    public void What_fails_and_works_in_turns_gets_two_lines_a_minute()
    {
        var said = 0;
        for (var second = 0; second < 180; second++)
        {
            said += _lines.Fails("a", out _) ? 1 : 0;
            said += _lines.Works("a", out _) ? 1 : 0;
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(6, said);
    }

    [Fact]
    public void Nothing_is_said_of_what_never_failed() => Assert.False(_lines.Works("a", out _));
}
