using Serilog;
using Serilog.Core;
using Serilog.Events;
using Spotnana.Webhooks.Receiver.Logging;

namespace Spotnana.Webhooks.Receiver.Tests.Logging;

/// <summary>What of the log is written when, and what may be dropped.</summary>
public sealed class LogLinesTests : IDisposable
{
    private const int MostWaiting = 4096;

    private readonly HeldOutput _output = new();
    private readonly LogLines _lines;
    private readonly Logger _log;
    private readonly ILogger _audit;

    public LogLinesTests()
    {
        _lines = new LogLines(_output, TimeProvider.System, MostWaiting);
        _log = new LoggerConfiguration().MinimumLevel.Debug().WriteTo.Sink(_lines).CreateLogger();
        _audit = _log.ForContext(Constants.SourceContextPropertyName, LogLines.Audit);
    }

    [Fact]
    public async Task Lines_come_out_in_the_order_in_which_they_were_said_whoever_wrote_them()
    {
        for (var number = 0; number < 3_000; number++)
        {
            // Every tenth is urgent, and overtakes none.
            _log.Write(number % 10 == 9 ? LogEventLevel.Warning : LogEventLevel.Information, "{Number}", number);
            if (number % 10 == 4)
                _audit.Information("{Number}", number);
        }

        await Wait.UntilAsync(() => _output.Lines.Count == 3_300);
        var numbers = _output.Lines.Select(line => line.GetProperty("Number").GetInt32()).ToList();
        Assert.Equal(numbers.Order(), numbers);
    }

    [Theory]
    [InlineData(LogEventLevel.Warning)]
    [InlineData(LogEventLevel.Error)]
    [InlineData(LogEventLevel.Fatal)]
    [InlineData(null)]
    public void A_warning_an_error_and_the_audit_are_out_when_the_call_returns_and_so_is_what_came_before(LogEventLevel? level)
    {
        for (var round = 0; round < 100; round++)
        {
            _log.Debug("before");
            (level is null ? _audit : _log).Write(level ?? LogEventLevel.Information, "now");

            Assert.Equal(["before", "now"], _output.Texts.TakeLast(2));
        }
    }

    [Fact]
    public async Task While_the_output_takes_nothing_other_lines_are_dropped_and_a_warning_tells_how_many()
    {
        _output.Hold();
        _log.Information("held");
        await Wait.UntilAsync(() => _output.IsWaitedFor);

        for (var number = 0; number < 1_000; number++)
            _log.Information("{Number}", number);
        var audit = Task.Run(() => _audit.Information("audit"));
        var error = Task.Run(() => _log.Error("error"));
        Assert.InRange(_lines.Dropped, 900, 999);
        _output.LetGo();
        await Task.WhenAll(audit, error);

        var told = await Wait.ForAsync(
            () => _output.Lines.SingleOrDefault(line => line.TryGetProperty("Dropped", out _)),
            line => line.ValueKind is System.Text.Json.JsonValueKind.Object, "a line about what was dropped");
        Assert.Equal("Warning", told.GetProperty("@l").GetString());
        Assert.Equal(_lines.Dropped, told.GetProperty("Dropped").GetInt64());
        Assert.Equal(1_000, _lines.Dropped + _output.Lines.Count(line => line.TryGetProperty("Number", out _)));
        Assert.Single(_output.Texts, "audit");
        Assert.Single(_output.Texts, "error");
    }

    [Fact]
    public async Task While_the_output_fails_lines_are_lost_and_counted_and_told_once_it_works()
    {
        _output.Fails = true;
        _log.Warning("lost");
        _log.Warning("lost too");
        _output.Fails = false;
        _log.Warning("there");

        await Wait.UntilAsync(() => _output.Lines.Count >= 2);
        Assert.Equal("there", _output.Texts[0]);
        Assert.Equal(2, _output.Lines[1].GetProperty("Dropped").GetInt64());
        Assert.Equal(2, _lines.Dropped);
    }

    [Fact]
    public void What_waits_is_written_at_the_stop_and_what_is_said_later_at_once()
    {
        for (var number = 0; number < 20; number++)
            _log.Information("{Number}", number);
        _lines.Dispose();
        Assert.Equal(20, _output.Lines.Count);

        _log.Information("after the stop");
        Assert.Equal("after the stop", _output.Texts[^1]);
    }

    [Fact]
    public async Task An_output_that_takes_nothing_does_not_hold_up_the_stop()
    {
        _output.Hold();
        _log.Information("held");
        await Task.Run(_lines.Dispose).WaitAsync(Wait.Bound);
    }

    public void Dispose()
    {
        _output.LetGo();
        _log.Dispose();
        _lines.Dispose();
    }
}
