using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Spotnana.Webhooks.Cli.Commands;
using Spotnana.Webhooks.Cli.Commands.Inbox;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli;

/// <summary>The command line: what there is, and what wrong usage gets.</summary>
internal static class Tool
{
    public static async Task<int> RunAsync(string[] args, Surroundings surroundings, CancellationToken cancellationToken = default)
    {
        try
        {
            return await CallAsync(args, surroundings, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return surroundings.Fail("Stopped.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Every command says which file of its own it cannot use: what comes here is its output.
            return surroundings.Fail($"The output cannot be written. {exception.Message}");
        }
    }

    private static async Task<int> CallAsync(string[] args, Surroundings surroundings, CancellationToken cancellationToken)
    {
        // An argument that begins with @, such as an id, is no file to read arguments from.
        var result = Root(surroundings).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is ParseErrorAction)
            return RefuseUsage(result, surroundings);

        var configuration = new InvocationConfiguration
        {
            Output = surroundings.Out,
            Error = surroundings.Error,
            EnableDefaultExceptionHandler = false,
        };
        return await result.InvokeAsync(configuration, cancellationToken);
    }

    private static RootCommand Root(Surroundings surroundings) =>
        new("Signs, sends and checks Spotnana webhooks, and brings sample events.")
        {
            new Command("secret", "Make signing secrets.") { SecretNewCommand.Create(surroundings) },
            new Command("samples", "List and show the sample events.")
            {
                SamplesListCommand.Create(surroundings),
                SamplesShowCommand.Create(surroundings),
            },
            DescribeCommand.Create(surroundings),
            SignCommand.Create(surroundings),
            VerifyCommand.Create(surroundings),
            SendCommand.Create(surroundings),
            SimulateCommand.Create(surroundings),
            CertifyCommand.Create(surroundings),
            new Command("inbox", "See what a running service has stored, and fix it.")
            {
                InboxListCommand.Create(surroundings),
                InboxFindCommand.Create(surroundings),
                InboxShowCommand.Create(surroundings),
                InboxPayloadCommand.Create(surroundings),
                InboxHistoryCommand.Create(surroundings),
                InboxRedriveCommand.Create(surroundings),
                InboxStatsCommand.Create(surroundings),
                InboxHandlerCommand.CreatePause(surroundings),
                InboxHandlerCommand.CreateResume(surroundings),
                InboxHandlerCommand.CreateTry(surroundings),
                InboxDiscardCommand.Create(surroundings),
                InboxEraseCommand.Create(surroundings),
                InboxErasuresCommand.Create(surroundings),
                InboxAuditCommand.Create(surroundings),
                InboxBackupCommand.CreateBackup(surroundings),
                InboxBackupCommand.CreateRestore(surroundings),
                InboxCheckCommand.Create(surroundings),
                InboxExportCommand.Create(surroundings),
                InboxImportCommand.Create(surroundings),
                InboxRekeyCommand.Create(surroundings),
            },
        };

    // The parser's own answer exits with 1, which here means that a check failed
    private static int RefuseUsage(ParseResult result, Surroundings surroundings)
    {
        var command = result.CommandResult.Command;
        string[] path = [.. PathTo(result.CommandResult)];
        if (command.Subcommands.Count > 0 && result.UnmatchedTokens.Count == 0)
        {
            Root(surroundings).Parse([.. path, "--help"]).Invoke(new InvocationConfiguration { Output = surroundings.Error });
            return ExitCode.WrongUsage;
        }

        foreach (var error in result.Errors)
            surroundings.Say(error.Message);
        return surroundings.RefuseUsage($"See: {string.Join(' ', [Surroundings.ToolName, .. path])} --help");
    }

    private static IEnumerable<string> PathTo(CommandResult result) =>
        result.Parent is CommandResult parent ? PathTo(parent).Append(result.Command.Name) : [];
}
