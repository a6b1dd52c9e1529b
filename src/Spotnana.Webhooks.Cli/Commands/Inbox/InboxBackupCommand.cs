using System.CommandLine;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

/// <summary><c>backup</c> and <c>restore</c>: copies of an inbox file.</summary>
internal static class InboxBackupCommand
{
    public static Command CreateBackup(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "The file to write." };
        var choice = new InboxChoice();
        var force = new Option<bool>("--force") { Description = "Overwrite an existing file." };
        var command = new Command("backup", "Copy a SQLite inbox into a file while its service runs.") { file };
        choice.AddTo(command);
        command.Options.Add(force);
        command.SetAction(async result =>
        {
            if (!TryChoose(choice, result, surroundings, out var inbox, out var refusal))
                return refusal;
            var path = result.GetRequiredValue(file);
            if (!inbox.IsThere)
                return surroundings.RefuseUsage($"There is no inbox {inbox.Place}.");
            if (Directory.Exists(path))
                return surroundings.RefuseUsage($"{path} is a directory. Name a file.");
            if (Path.Exists(path) && !result.GetValue(force))
                return surroundings.RefuseUsage($"{path} exists already. Say --force to overwrite it.");
            surroundings.Say($"{path} will hold travellers' data: encrypt it where you keep it.");
            return await RunAsync(surroundings, "Nothing was written.", () =>
            {
                SqliteBackup.Create(inbox.Place, path, result.GetValue(force));
                surroundings.Out.WriteLine($"Backed up {inbox.Place} to {path}");
            });
        });
        return command;
    }

    public static Command CreateRestore(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "A backup: of inbox backup, of SQLite itself, or a snapshot." };
        var choice = new InboxChoice();
        var command = new Command(
            "restore",
            "Put a backup in the place of a SQLite inbox. Stop its service first. What a release before schema version 3 made gets the "
            + "layout of a new file, which that release cannot use any more.") { file };
        choice.AddTo(command);
        command.SetAction(async result =>
        {
            if (!TryChoose(choice, result, surroundings, out var inbox, out var refusal))
                return refusal;
            var path = result.GetRequiredValue(file);
            if (!File.Exists(path))
                return surroundings.RefuseUsage($"There is no file {path}.");
            return await RunAsync(surroundings, "Nothing was restored.", () =>
            {
                var kept = SqliteBackup.Restore(path, inbox.Place, surroundings.Clock, out var erasures);
                surroundings.Out.WriteLine($"Restored {inbox.Place} from {path}");
                if (kept is not null)
                    surroundings.Out.WriteLine(
                        $"What was there is kept, with its log if it had one. Delete it when it is no\nlonger needed: {Shell.Quote(kept)}");
                if (erasures.Count > 0)
                    surroundings.Out.WriteLine(
                        $"The service will erase again what {erasures.Count} {(erasures.Count == 1 ? "erasure names" : "erasures name")}.");
                if (erasures.Problem is { } problem)
                    surroundings.Say(
                        $"ERASURES MAY BE UNDONE: those since the backup could not be read from what was there: {problem}\n"
                        + "Request them again, once the service runs.");
            });
        });
        return command;
    }

    private static bool TryChoose(
        InboxChoice choice, ParseResult result, Surroundings surroundings, out ChosenInbox inbox, out int refusal)
    {
        (inbox, refusal) = (null!, ExitCode.Done);
        if (!choice.TryChoose(result, surroundings, out var chosen, out var error))
            refusal = surroundings.RefuseUsage(error);
        else if (chosen.Engine != "Sqlite")
            refusal = surroundings.RefuseUsage($"{chosen.Place} is no SQLite inbox. Use the database's own backup: pg_dump.");
        else
            inbox = chosen;
        return refusal == ExitCode.Done;
    }

    private static async Task<int> RunAsync(Surroundings surroundings, string nothing, Action run)
    {
        try
        {
            await Task.Run(run);
            return ExitCode.Done;
        }
        catch (Exception failure) when (failure is InboxStartException or IOException or UnauthorizedAccessException)
        {
            return surroundings.Fail($"{failure.Message}\n{nothing}");
        }
    }
}
