extern alias tool;

using tool::Spotnana.Webhooks.Cli;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>One call of the tool, in this process, on a terminal, against a running service.</summary>
internal sealed record ToolCall(int ExitCode, string Out, string Error)
{
    public static async Task<ToolCall> RunAsync(RunningReceiver receiver, params string[] args)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var exitCode = await Tool.RunAsync([.. args, "--server", receiver.ManagementUrl.ToString()], new Surroundings
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
