using System.CommandLine;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Commands;

internal static class SecretNewCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("new", "Print a new random secret, and nothing else.");
        command.SetAction(_ => surroundings.Out.WriteLine(SigningSecret.Generate().Reveal()));
        return command;
    }
}
