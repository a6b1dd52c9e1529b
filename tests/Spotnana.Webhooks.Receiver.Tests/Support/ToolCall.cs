extern alias tool;

using tool::Spotnana.Webhooks.Cli;
using tool::Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>One call of the tool, in this process, on a terminal.</summary>
internal sealed record ToolCall(int ExitCode, string Out, string Error)
{
    /// <summary>Against a running service.</summary>
    public static Task<ToolCall> RunAsync(RunningReceiver receiver, params string[] args) =>
        RunAsync([.. args, "--server", receiver.ManagementUrl.ToString()]);

    public static async Task<ToolCall> RunAsync(params string[] args)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var exitCode = await Tool.RunAsync(args, new Surroundings
        {
            OutBytes = Stream.Null,
            Out = output,
            Error = error,
            OutIsTerminal = true,
            Environment = _ => null,
        });
        return new ToolCall(exitCode, output.ToString(), error.ToString());
    }
}
