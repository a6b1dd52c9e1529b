using System.CommandLine;
using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox;
using static System.Text.Json.JsonSerializer;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

internal static class InboxExportCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "The file to write. Compressed if its name ends in .gz." };
        var choice = new InboxChoice(readsBodies: true);
        var keyFile = new Option<string?>(FileKey.Option)
        {
            Description = "A file with the key of the export's MAC, which the import checks. Without it a key is made and shown.",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Overwrite an existing file." };
        var plain = new Option<bool>("--plain")
        {
            Description = "Write bodies in the clear, though they are encrypted in the inbox.",
        };
        var json = JsonOption.Create();
        var command = new Command("export", "Write a whole inbox into a file. Stop its service first.") { file };
        choice.AddTo(command);
        command.Options.Add(keyFile);
        command.Options.Add(force);
        command.Options.Add(plain);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            var path = result.GetRequiredValue(file);
            if (!choice.TryChoose(result, surroundings, out var inbox, out var error))
                return surroundings.RefuseUsage(error);
            if (!inbox.IsThere)
                return surroundings.RefuseUsage($"There is no inbox {inbox.Place}.");
            if (Directory.Exists(path))
                return surroundings.RefuseUsage($"{path} is a directory. Name a file.");
            if (File.Exists(path) && !result.GetValue(force))
                return surroundings.RefuseUsage($"{path} exists already. Say --force to overwrite it.");
            FileKey? key = null;
            if (result.GetValue(keyFile) is { } named && !FileKey.TryRead(named, out key, out error))
                return surroundings.RefuseUsage(error);
            return await ExportAsync(
                surroundings, inbox, path, key, result.GetValue(force), result.GetValue(plain), result.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> ExportAsync(
        Surroundings surroundings, ChosenInbox inbox, string path, FileKey? given, bool force, bool plain, bool json,
        CancellationToken cancellationToken)
    {
        var key = given ?? FileKey.Make();
        surroundings.Say(Warning(path, isEncrypted: inbox.Keys.First is not null, plain));
        try
        {
            var totals = await new ExportRun(surroundings, inbox, path, key, force, plain).RunAsync(cancellationToken);
            Write(surroundings.Out, totals, inbox, path, json);
            if (given is null)
                surroundings.Say($"The key of this file, shown only now: the import wants it in a file.\n{key.Text}");
            return ExitCode.Done;
        }
        catch (Exception failure)
            when (failure is InboxStartException or InboxUnavailableException or InboxBrokenException or InvalidDataException)
        {
            return surroundings.Fail($"{failure.Message}\nNothing was exported.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return surroundings.Fail($"{path} cannot be written: {failure.Message}\nNothing was exported.");
        }
    }

    private static string Warning(string path, bool isEncrypted, bool plain) => (isEncrypted, plain) switch
    {
        (true, false) =>
            $"Bodies stay encrypted in {path}: the import needs the same keys.\n"
            + "The rest is travellers' data too: keep it as safe as the inbox.",
        (true, true) =>
            $"--plain: {path} will hold passports, cards and whereabouts in the clear.\n"
            + "Keep it as safe as the keys, and delete it after the import.",
        _ => $"{path} will hold travellers' data: keep it as safe as the inbox,\nand delete it after the import.",
    };

    private static void Write(TextWriter output, EndJson end, ChosenInbox inbox, string path, bool json)
    {
        if (json)
        {
            var exported = new ExportedJson(
                path, inbox.Place, end.Deliveries, end.Handlings, end.Attempts, end.Lanes, end.Pauses, end.BodyBytes, end.Digest,
                end.Audit);
            output.WriteLine(Serialize(exported, ToolJson.Lines.ExportedJson));
            return;
        }

        output.WriteLine($"Exported {inbox.Place} to {path}");
        output.WriteLine($"  deliveries  {end.Deliveries,12}   {end.BodyBytes} bytes of bodies");
        output.WriteLine($"  handlings   {end.Handlings,12}");
        output.WriteLine($"  attempts    {end.Attempts,12}");
        output.WriteLine($"  lanes       {end.Lanes,12}");
        output.WriteLine($"  pauses      {end.Pauses,12}");
        if (end.Audit is { } audit)
            output.WriteLine($"  audit rows  {audit,12}");
        output.WriteLine($"  digest      {end.Digest}");
    }
}
