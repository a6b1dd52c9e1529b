using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class FindTests
{
    private const string Page = """{"deliveries":[{"id":"msg_1","state":"dead"}]}""";

    [Fact]
    public async Task What_is_looked_for_goes_in_the_body_and_not_in_the_address_and_pages_are_followed()
    {
        var pages = new Queue<string>(["""{"deliveries":[],"next":"n1"}""", """{"deliveries":[{"id":"msg_2"}],"next":"n2"}""", Page]);
        await using var stub = await ManagementStub.StartAsync(_ => (200, pages.Dequeue()));

        var run = await ToolRun.Of("inbox", "find", "zoë+1@example.com", "--server", stub.Url, "--limit", "2", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["""{"id":"msg_2"}""", """{"id":"msg_1","state":"dead"}"""], run.Lines);
        Assert.All(stub.Calls, call => Assert.Equal("POST /api/deliveries/find", call));
        Assert.Equal(
            [
                """{"key":"zoë+1@example.com","limit":2}""", """{"key":"zoë+1@example.com","limit":2,"cursor":"n1"}""",
                """{"key":"zoë+1@example.com","limit":1,"cursor":"n2"}""",
            ],
            stub.Texts);
    }

    [Theory]
    [InlineData(true, "What to find:\n")]
    [InlineData(false, "")]
    public async Task Without_a_value_a_line_of_the_input_is_it(bool typed, string asked)
    {
        await using var stub = await ManagementStub.StartAsync(200, Page);

        var run = await ToolRun.WithInput("EXA7QW\nmore\n", typed, "inbox", "find", "--server", stub.Url);

        Assert.Equal((0, asked), (run.ExitCode, run.Error));
        Assert.Contains("msg_1", run.Out, StringComparison.Ordinal);
        Assert.Equal(["""{"key":"EXA7QW","limit":50}"""], stub.Texts);
    }

    [Fact]
    public async Task Nothing_to_find_is_wrong_usage_and_nothing_found_is_said()
    {
        await using var stub = await ManagementStub.StartAsync(200, """{"deliveries":[]}""");

        var none = await ToolRun.Of("inbox", "find", "--server", stub.Url);
        var found = await ToolRun.Of("inbox", "find", "a", "--server", stub.Url);

        Assert.Equal((2, "Say what to find: VALUE, or a line on the standard input.\n"), (none.ExitCode, none.Error));
        Assert.Equal((0, "No delivery matches.\n"), (found.ExitCode, found.Error));
    }
}
