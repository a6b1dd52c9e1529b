using System.Text.Json;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Spotnana.Webhooks.Receiver.Logging;

namespace Spotnana.Webhooks.Receiver.Tests.Logging;

/// <summary>What stands in a line: what Serilog's own compact JSON has, but no text twice in the lines of deliveries.</summary>
public sealed class LineFormatTests
{
    public static TheoryData<string, object?[]> Texts => new()
    {
        { "No values", [] },
        { "Ready on {Url}, {Text:l} \"quoted\" {{braces}}", [new Uri("http://127.0.0.1:8080/"), "a\"b\\c\n\u0007é€"] },
        { "{Int} {Long} {Byte} {Decimal} {Double:0.0} {Truth} {Nothing}", [1, 2L, (byte)3, 4.50m, 31.2295, true, null] },
        {
            "{At:O} {Day} {Span} {Id} {Letter}",
            [DateTimeOffset.UnixEpoch, new DateOnly(2026, 3, 2), TimeSpan.FromSeconds(1.5), Guid.Empty, 'x']
        },
        { "{Name} is missing", [] },
        {
            "{List} {@Structure} {@Map}",
            [Enumerable.Range(1, 2).ToArray(), new { A = 1, B = "b" }, new Dictionary<string, int> { ["k"] = 1 }]
        },
        { "{Infinite} {NotANumber} {Single}", [double.PositiveInfinity, double.NaN, 1.5f] },
        { "{Level} {Address}", [LogEventLevel.Error, System.Net.IPAddress.Loopback] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_line_is_what_Serilogs_own_format_makes_of_it(string text, object?[] values)
    {
        var line = Said(log => log.Warning(new InvalidOperationException("broken"), text, values));
        using var expected = new StringWriter();
        new RenderedCompactJsonFormatter().Format(line, expected);

        Assert.Equal(Shape(expected.ToString()), Shape(LineOf(line)));
    }

    [Fact]
    public void A_line_is_one_line_whatever_is_in_it()
    {
        var line = LineOf(Said(log => log.Error(new InvalidOperationException("a\nb\u2028c\u0085d"), "x\r\n{Y}", "\n\u001b[31m")));
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain(line[..^1], character => char.IsControl(character) || character == '\u2028');
    }

    [Fact]
    public void A_text_of_many_values_gives_way_to_its_first_words_and_each_value_stands_there_once()
    {
        var values = Enumerable.Range(101, 9).Cast<object>().ToArray();
        var line = LineOf(Said(log => log.Information("Received {A} on {B}: {C} {D} {E} {F} {G} {H} {I}", values)));
        Assert.Equal("Received", JsonDocument.Parse(line).RootElement.GetProperty("@m").GetString());
        Assert.All(values, value => Assert.Equal(2, line.Split($":{value}").Length));
    }

    [Fact]
    public void A_line_that_cannot_be_made_says_so()
    {
        var root = JsonDocument.Parse(LineOf(Said(log => log.Error("{Number:Q9}", 5)))).RootElement;
        Assert.StartsWith("A log line cannot be written: ", root.GetProperty("@m").GetString(), StringComparison.Ordinal);
        Assert.Equal("Error", root.GetProperty("@l").GetString());
    }

    private static string LineOf(LogEvent line)
    {
        using var format = new LineFormat();
        return System.Text.Encoding.UTF8.GetString(format.Line(line));
    }

    private static LogEvent Said(Action<ILogger> say)
    {
        var captured = new Support.CapturedLog();
        using var log = new LoggerConfiguration().WriteTo.Sink(captured).CreateLogger();
        say(log);
        return Assert.Single(captured.Events);
    }

    /// <summary>Names and values in their order, however characters and numbers are written.</summary>
    private static List<string> Shape(string line) => [.. JsonDocument.Parse(line).RootElement.EnumerateObject().Select(Shape)];

    private static string Shape(JsonProperty property) => $"{property.Name}: " + (property.Value.ValueKind is JsonValueKind.String
        ? property.Value.GetString()
        : property.Value.GetRawText());
}
