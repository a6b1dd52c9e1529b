using System.Text.Json;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Terminal;

/// <summary>Nothing from outside reaches a terminal as a command.</summary>
public sealed class VisibleWriterTests
{
    // Clear the screen, the same by one C1 character, text from right to left, an invisible tag, a carriage return.
    private const string Evil = "a\e[2J\u009b2J\u202egnp.exe\U000e0041\rb";

    [Theory]
    [InlineData("as it is: Zoë 東京 🛫\n\tnext\r\n", "as it is: Zoë 東京 🛫\n\tnext\r\n")]
    [InlineData(Evil, "a\\u001b[2J\\u009b2J\\u202egnp.exe\\udb40\\udc41\\u000db")]
    [InlineData("\u2028\u2066\ufeff\u0007\u007f", "\\u2028\\u2066\\ufeff\\u0007\\u007f")]
    public void What_could_disturb_a_terminal_is_written_as_what_it_is(string text, string expected)
    {
        var raw = new StringWriter();
        using var writer = VisibleWriter.Around(raw);

        writer.Write(text);
        Assert.Equal(expected, raw.ToString());

        raw.GetStringBuilder().Clear();
        foreach (var one in text)
        {
            if (!char.IsSurrogate(one) && one != '\r')
                writer.Write(one);
        }

        Assert.DoesNotContain(raw.ToString(), IsEvil);
    }

    [Fact]
    public async Task Answers_errors_and_JSON_of_a_service_arguments_and_files_are_made_visible()
    {
        var evil = JsonSerializer.Serialize(Evil);
        await using var management = await ManagementStub.StartAsync(200,
            $$"""{"id":{{evil}},"state":"dead","eventType":{{evil}},"handlings":[],"detail":{{evil}}}""".Replace(
                "\\u009B", "\u009b", StringComparison.Ordinal).Replace("\\u202E", "\u202e", StringComparison.Ordinal));
        using var file = new TemporaryFile(Evil);

        foreach (var call in (string[][])
        [
            ["inbox", "show", "msg", "--server", management.Url],
            ["inbox", "show", "msg", "--json", "--server", management.Url],
            ["inbox", "pause", Evil, "--server", management.Url],
            ["inbox", "import", file.Path, "--unsigned", "--sqlite", "/nowhere" + Evil],
            ["inbox", "import", Evil, "--unsigned"],
            ["inbox", "restore", Evil],
            ["samples", "show", Evil],
            [Evil],
        ])
        {
            var run = await ToolRun.Of(call);
            Assert.NotEmpty(run.Everything);
            Assert.DoesNotContain(run.Everything, IsEvil);
        }

        var json = await ToolRun.Of("inbox", "show", "msg", "--json", "--server", management.Url);
        Assert.Equal(Evil, JsonDocument.Parse(json.Out).RootElement.GetProperty("id").GetString());
    }

    private static bool IsEvil(char one) =>
        one is not '\n' and not '\t' && (char.IsControl(one) || one is '\u202e' or '\u2066' or '\u2028');
}
