using System.Text;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>Answers that come only after some work. The limits are as short as the work is.</summary>
public sealed class LateAnswerTests
{
    private static readonly TimeSpan _work = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Answers_that_are_late_but_leave_room_end_in_cannot_tell()
    {
        var run = await CertifyAsync(new AnswerLimits(_work / 2, TimeSpan.FromSeconds(30)));

        Assert.Contains("cannot tell  slow-work ", run.Out, StringComparison.Ordinal);
        Assert.Contains("cannot tell  latency ", run.Out, StringComparison.Ordinal);
        Assert.Contains("looks like a slow start", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Answers_that_leave_no_room_fail()
    {
        var run = await CertifyAsync(new AnswerLimits(_work / 4, _work / 2));

        Assert.Contains("FAIL         slow-work ", run.Out, StringComparison.Ordinal);
        Assert.Contains("FAIL         latency ", run.Out, StringComparison.Ordinal);
        Assert.Contains(" 2 failed, 1 cannot tell.", run.Out, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public void Up_to_two_seconds_count_as_at_once_and_a_quarter_of_the_time_that_Spotnana_waits_is_the_limit() =>
        Assert.Equal(new AnswerLimits(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)), new Surroundings
        {
            Out = TextWriter.Null,
            OutBytes = Stream.Null,
            Error = TextWriter.Null,
            OutIsTerminal = false,
            Environment = _ => null,
        }.AnswerLimits);

    private static async Task<ToolRun> CertifyAsync(AnswerLimits limits)
    {
        // Only for the deliveries that are sent many at once, so that the run is short
        await using var receiver = await SmallReceiver.StartAsync(
            new() { Works = request => IsOfABusyBooking(Encoding.UTF8.GetString(request.Body)) ? _work : TimeSpan.Zero });

        return await ToolRun.OnRealClock(surroundings => surroundings with { AnswerLimits = limits }, "certify", "--url", receiver.Url);
    }

    private static bool IsOfABusyBooking(string body) => !body.Contains("\"pnrId\":\"", StringComparison.Ordinal)
        ? false
        : body.Split("\"pnrId\":\"", 2)[1][8..10] is not "00" and not "01";
}
