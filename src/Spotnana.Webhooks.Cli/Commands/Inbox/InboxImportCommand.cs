using System.CommandLine;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox;
using static System.Text.Json.JsonSerializer;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

internal static class InboxImportCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "A file that inbox export wrote." };
        var choice = new InboxChoice();
        var merge = new Option<bool>("--merge")
        {
            Description = "Add what is missing to an inbox that is not empty. Ids that are there stay as they are.",
        };
        var json = JsonOption.Create();
        var command = new Command("import", "Fill an empty inbox from an export. Stop its service first.") { file };
        choice.AddTo(command);
        command.Options.Add(merge);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            var path = result.GetRequiredValue(file);
            if (!choice.TryChoose(result, surroundings, out var inbox, out var error))
                return surroundings.RefuseUsage(error);
            if (!File.Exists(path))
                return surroundings.RefuseUsage($"There is no file {path}.");
            return await ImportAsync(surroundings, path, inbox, result.GetValue(merge), result.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> ImportAsync(
        Surroundings surroundings, string path, ChosenInbox inbox, bool merge, bool json, CancellationToken cancellationToken)
    {
        var run = new ImportRun(surroundings, path, inbox);
        try
        {
            var outcome = await run.RunAsync(merge, cancellationToken);
            return Tell(surroundings, run.Checked!, outcome, path, inbox, json);
        }
        catch (NotEmptyException failure)
        {
            return surroundings.Fail(
                $"The inbox {inbox.Place} is not empty: it holds {failure.Deliveries} deliveries.\n"
                + "Import into an empty one, or say --merge to add what this one lacks\n"
                + "(also to go on after an interruption). Nothing was imported.");
        }
        catch (BadFileException failure)
        {
            return surroundings.Fail($"{path}: {failure.Message}.\n{Left(run, path, inbox)}");
        }
        catch (OperationCanceledException)
        {
            return surroundings.Fail($"Stopped.\n{Left(run, path, inbox)}");
        }
        catch (Exception failure) when (failure is InboxStartException or InboxUnavailableException or InboxBrokenException
            or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return surroundings.Fail($"{failure.Message}\n{Left(run, path, inbox)}");
        }
    }

    /// <summary>The state in which a failed import leaves the inbox.</summary>
    private static string Left(ImportRun run, string path, ChosenInbox inbox) => run switch
    {
        { Checked: null } => "Nothing was imported.",
        { IsStoring: true } =>
            $"Half done: {run.Stored} of {run.Checked.Deliveries} deliveries are in. Do not start the service yet.\n"
            + $"Go on:\n  {Surroundings.ToolName} inbox import {Shell.Quote(path)} {inbox.Options} --merge",
        _ => "Everything is imported, but could not be read back to compare it.",
    };

    private static int Tell(Surroundings surroundings, EndJson file, ImportOutcome outcome, string path, ChosenInbox inbox, bool json)
    {
        var alreadyThere = file.Deliveries - outcome.Added;
        if (json)
        {
            var imported = new ImportedJson(
                path, inbox.Place, file.Deliveries, outcome.Added, alreadyThere, file.Digest, outcome.IsSame);
            surroundings.Out.WriteLine(Serialize(imported, ToolJson.Lines.ImportedJson));
        }
        else
        {
            surroundings.Out.WriteLine($"Imported {path} into {inbox.Place}");
            surroundings.Out.WriteLine($"  added       {outcome.Added,12}");
            if (alreadyThere > 0)
                surroundings.Out.WriteLine($"  there before{alreadyThere,12}   they stay as they are");
            if (outcome.IsSame == true)
                surroundings.Out.WriteLine(
                    $"  digest      {file.Digest}\nRead back and compared: the inbox holds what the file holds, and nothing else.");
            else if (outcome.IsSame == false && alreadyThere > 0)
                surroundings.Out.WriteLine(
                    "Read back and compared: something that was there before is not as in the file. It stays as it is.");
        }

        return outcome.IsSame != false || alreadyThere > 0
            ? ExitCode.Done
            : surroundings.Fail(
                "Read back and compared: the deliveries, lanes or pauses are not those of the file. Do not use this inbox.");
    }
}
