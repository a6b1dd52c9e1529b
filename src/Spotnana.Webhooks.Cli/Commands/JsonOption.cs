using System.CommandLine;

namespace Spotnana.Webhooks.Cli.Commands;

internal static class JsonOption
{
    public static Option<bool> Create() => new("--json") { Description = "One JSON object a line, for scripts." };
}
