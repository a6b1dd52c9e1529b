using System.CommandLine;
using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite;
using static System.Text.Json.JsonSerializer;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

internal static class InboxCheckCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A backup, or an inbox whose service is stopped. Default: the inbox that the options or the environment name.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var choice = new InboxChoice(readsBodies: true);
        var withoutBodies = new Option<bool>("--without-bodies")
        {
            Description = "Leave the bodies out, and so need no keys where they are encrypted.",
        };
        var json = JsonOption.Create();
        var command = new Command("check", "Check all of a SQLite inbox or of a backup. It changes nothing.") { file };
        choice.AddTo(command);
        command.Options.Add(withoutBodies);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!choice.TryChoose(result, surroundings, out var inbox, out var error))
                return surroundings.RefuseUsage(error);
            var path = result.GetValue(file) ?? inbox.Place;
            if (result.GetValue(file) is null && inbox.Engine != "Sqlite")
                return surroundings.RefuseUsage($"{path} is no SQLite inbox. Use the database's own check: pg_amcheck.");
            if (result.GetValue(file) is not null && choice.IsGiven(result))
                return surroundings.RefuseUsage("Name one inbox: FILE or an option.");
            if (!File.Exists(path))
                return surroundings.RefuseUsage($"There is no file {path}.");
            return await CheckAsync(
                surroundings, path, inbox.Keys, !result.GetValue(withoutBodies), result.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> CheckAsync(
        Surroundings surroundings, string path, EncryptionKeys keys, bool withBodies, bool json, CancellationToken cancellationToken)
    {
        var progress = new TransferProgress(surroundings, "Checking");
        SqliteCheckReport report;
        try
        {
            report = await Task.Run(
                () => SqliteCheck.Run(path, keys, withBodies, () => progress.Add(), cancellationToken), cancellationToken);
        }
        catch (InboxStartException inUse)
        {
            return surroundings.RefuseUsage(inUse.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return surroundings.Fail($"{path} cannot be read: {failure.Message}");
        }
        finally
        {
            progress.End();
        }

        var isWell = report is { ProblemCount: 0, BodiesWithoutKey: 0 };
        if (json)
            surroundings.Out.WriteLine(Serialize(
                new CheckedJson(
                    path, isWell, report.SchemaVersion, report.Deliveries, report.Bodies, report.BodiesWithoutKey, report.ProblemCount,
                    report.Problems),
                ToolJson.Lines.CheckedJson));
        else
            Write(surroundings.Out, path, report, withBodies, isWell);
        return isWell ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static void Write(TextWriter output, string path, SqliteCheckReport report, bool withBodies, bool isWell)
    {
        output.WriteLine($"{(isWell ? "All is well in" : "Not all is well in")} {path}");
        output.WriteLine($"  schema      {report.SchemaVersion,12}");
        output.WriteLine($"  deliveries  {report.Deliveries,12}");
        if (withBodies)
            output.WriteLine($"  bodies      {report.Bodies,12}");
        else
            output.WriteLine("  bodies       not checked");
        if (report.BodiesWithoutKey > 0)
            output.WriteLine(
                $"  NOT CHECKED {report.BodiesWithoutKey,12}   bodies that are encrypted with a key that was not given:\n"
                + "                             --encryption-key-file FILE, or --without-bodies to leave them out");
        if (report.ProblemCount == 0)
            return;
        output.WriteLine($"  problems    {report.ProblemCount,12}");
        foreach (var problem in report.Problems)
            output.WriteLine($"  - {problem}");
        if (report.ProblemCount > report.Problems.Count)
            output.WriteLine($"  and {report.ProblemCount - report.Problems.Count} more");
    }
}
