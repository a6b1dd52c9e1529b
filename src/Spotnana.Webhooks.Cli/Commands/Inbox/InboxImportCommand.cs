using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox;
using static System.Text.Json.JsonSerializer;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

internal static class InboxImportCommand
{
    private const string Unsigned =
        "--unsigned: nobody checks who wrote this file. What it holds is handled as if Spotnana\n"
        + "had signed it: import it only if nobody else could have written to it since the export.";

    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "A file that inbox export wrote." };
        var choice = new InboxChoice(readsBodies: true);
        var merge = new Option<bool>("--merge")
        {
            Description = "Add what is missing to an inbox that is not empty. Ids that are there stay as they are.",
        };
        var keyFile = new Option<string?>(FileKey.Option)
        {
            Description = "A file with the key that inbox export used or showed.",
            HelpName = "FILE",
        };
        var unsigned = new Option<bool>("--unsigned")
        {
            Description = "Believe the file, whoever wrote or changed it: it is from an older release, or its key is lost.",
        };
        var json = JsonOption.Create();
        var command = new Command("import", "Fill an empty inbox from an export. Stop its service first.") { file };
        choice.AddTo(command);
        command.Options.Add(keyFile);
        command.Options.Add(unsigned);
        command.Options.Add(merge);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            var path = result.GetRequiredValue(file);
            if (!choice.TryChoose(result, surroundings, out var inbox, out var error))
                return surroundings.RefuseUsage(error);
            if (!File.Exists(path))
                return surroundings.RefuseUsage($"There is no file {path}.");
            if (!TryReadKey(result.GetValue(keyFile), result.GetValue(unsigned), out var key, out error))
                return surroundings.RefuseUsage(error);
            if (key is null)
                surroundings.Say(Unsigned);
            var trust = key is null ? "--unsigned" : $"{FileKey.Option} {Shell.Quote(result.GetValue(keyFile)!)}";
            return await ImportAsync(
                surroundings, path, key, trust, inbox, result.GetValue(merge), result.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static bool TryReadKey(string? path, bool unsigned, out FileKey? key, [NotNullWhen(false)] out string? error)
    {
        (key, error) = (null, null);
        if ((path is null) != unsigned)
        {
            error = unsigned
                ? $"Say {FileKey.Option} or --unsigned, not both."
                : $"Say {FileKey.Option} FILE: the key that inbox export used or showed.\n"
                    + "A file of an older release has none; --unsigned imports it all the same.";
        }
        else if (path is not null)
        {
            FileKey.TryRead(path, out key, out error);
        }

        return error is null;
    }

    private static async Task<int> ImportAsync(
        Surroundings surroundings, string path, FileKey? key, string trust, ChosenInbox inbox, bool merge, bool json,
        CancellationToken cancellationToken)
    {
        var run = new ImportRun(surroundings, path, key, inbox);
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
            return surroundings.Fail($"{path}: {failure.Message}.\n{Left(run, path, trust, inbox)}");
        }
        catch (OperationCanceledException)
        {
            return surroundings.Fail($"Stopped.\n{Left(run, path, trust, inbox)}");
        }
        catch (Exception failure) when (failure is InboxStartException or InboxUnavailableException or InboxBrokenException
            or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return surroundings.Fail($"{failure.Message}\n{Left(run, path, trust, inbox)}");
        }
    }

    /// <summary>The state in which a failed import leaves the inbox.</summary>
    private static string Left(ImportRun run, string path, string trust, ChosenInbox inbox) => run switch
    {
        { Checked: null } => "Nothing was imported.",
        { IsStoring: true } =>
            $"Half done: {run.Stored} of {run.Checked.Deliveries} deliveries are in. Do not start the service yet.\n"
            + $"Go on:\n  {Surroundings.ToolName} inbox import {Shell.Quote(path)} {trust} {inbox.Options} --merge",
        _ => "Everything is imported, but could not be read back to compare it.",
    };

    private static int Tell(Surroundings surroundings, EndJson file, ImportOutcome outcome, string path, ChosenInbox inbox, bool json)
    {
        var alreadyThere = file.Deliveries - outcome.Added;
        if (json)
        {
            var imported = new ImportedJson(
                path, inbox.Place, file.Deliveries, outcome.Added, alreadyThere, file.Digest, outcome.IsSame,
                outcome.Audit, outcome.AuditLeftOut);
            surroundings.Out.WriteLine(Serialize(imported, ToolJson.Lines.ImportedJson));
        }
        else
        {
            surroundings.Out.WriteLine($"Imported {path} into {inbox.Place}");
            surroundings.Out.WriteLine($"  added       {outcome.Added,12}");
            if (outcome.Audit > 0)
                surroundings.Out.WriteLine($"  audit rows  {outcome.Audit,12}");
            if (outcome.AuditLeftOut > 0)
                surroundings.Out.WriteLine($"  left out    {outcome.AuditLeftOut,12}   rows of the audit log: this inbox has its own");
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
