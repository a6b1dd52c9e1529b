using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox;
using static System.Text.Json.JsonSerializer;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

/// <summary>Lists erasures, and takes them from one inbox to another.</summary>
internal static class InboxErasuresCommand
{
    private const int UsualLimit = 50;

    public static Command Create(Surroundings surroundings)
    {
        var server = new ManagementServer();
        var limit = LimitOption.Create("The most to list.", UsualLimit);
        var json = JsonOption.Create();
        var command = new Command("erasures", "List erasures, the newest first, or take them to another inbox.")
        {
            CreateExport(surroundings),
            CreateImport(surroundings),
        };
        command.Options.Add(limit);
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
            {
                var answer = await client.CallAsync(
                    HttpMethod.Get, ManagementClient.Path("erasures"),
                    [("limit", result.GetValue(limit).ToString(CultureInfo.InvariantCulture))], cancellationToken);
                if (!answer.IsGood)
                    return surroundings.Fail(answer.Error!);
                Write(surroundings.Out, [.. answer.Json.List("erasures")], result.GetValue(json));
                return ExitCode.Done;
            }
        });
        return command;
    }

    private static void Write(TextWriter output, List<JsonElement> erasures, bool json)
    {
        if (json)
        {
            erasures.ForEach(erasure => output.WriteLine(erasure.GetRawText()));
            return;
        }

        output.WriteLine($"{"asked for (UTC)",-19}  {"cause",-7}  {"by",-16}  receipt");
        foreach (var erasure in erasures)
            output.WriteLine(
                $"{erasure.Time("at"),-19}  {erasure.Text("cause"),-7}  {erasure.Text("by"),-16}  {InboxEraseCommand.Tell(erasure)}");
    }

    private static Command CreateExport(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "The file to write." };
        var force = new Option<bool>("--force") { Description = "Overwrite an existing file." };
        var choice = new InboxChoice(readsBodies: true);
        var json = JsonOption.Create();
        var command = new Command("export", "Write the erasures of an inbox into a file. Stop its service first.") { file, force, json };
        choice.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var path = result.GetRequiredValue(file);
            if (File.Exists(path) && !result.GetValue(force))
                return Task.FromResult(surroundings.RefuseUsage($"{path} exists already. Say --force to overwrite it."));
            return MoveAsync(
                surroundings, choice, result, path, result.GetValue(json), "Exported",
                inbox => ErasureFile.WriteAsync(path, inbox, result.GetValue(force), cancellationToken));
        });
        return command;
    }

    private static Command CreateImport(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "A file that erasures export wrote." };
        var choice = new InboxChoice(readsBodies: true);
        var json = JsonOption.Create();
        var command = new Command(
            "import", "Have the erasures of a file erase in an inbox, too. Stop its service first; it erases when it is started.")
        {
            file,
            json,
        };
        choice.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var path = result.GetRequiredValue(file);
            if (!File.Exists(path))
                return Task.FromResult(surroundings.RefuseUsage($"There is no file {path}."));
            return MoveAsync(
                surroundings, choice, result, path, result.GetValue(json), "Imported",
                inbox => ErasureFile.ReadAsync(path, inbox, cancellationToken));
        });
        return command;
    }

    private static async Task<int> MoveAsync(
        Surroundings surroundings, InboxChoice choice, ParseResult result, string path, bool json, string done,
        Func<ChosenInbox, Task<int>> move)
    {
        if (!choice.TryChoose(result, surroundings, out var inbox, out var error))
            return surroundings.RefuseUsage(error);
        if (!inbox.IsThere)
            return surroundings.RefuseUsage($"There is no inbox {inbox.Place}.");
        try
        {
            var count = await move(inbox);
            surroundings.Out.WriteLine(
                json
                    ? Serialize(new ErasuresMovedJson(path, inbox.Place, count), ToolJson.Lines.ErasuresMovedJson)
                    : $"{done}: {count} {(count == 1 ? "erasure" : "erasures")} ({path}, {inbox.Place})");
            return ExitCode.Done;
        }
        catch (BadFileException failure)
        {
            return surroundings.Fail($"{path}: {failure.Message}.\nNothing was imported.");
        }
        catch (Exception failure) when (failure is InboxStartException or InboxUnavailableException or InboxBrokenException
            or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return surroundings.Fail(failure.Message);
        }
    }
}
