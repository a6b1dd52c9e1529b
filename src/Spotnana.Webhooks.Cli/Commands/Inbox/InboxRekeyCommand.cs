using System.CommandLine;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox;
using static System.Text.Json.JsonSerializer;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

/// <summary>
/// <c>rekey</c>: where a service owns the inbox file, or no keys are named here, the service is asked; else the tool does it itself.
/// </summary>
internal static class InboxRekeyCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var server = new ManagementServer();
        var choice = new InboxChoice(readsBodies: true, besideServices: true);
        var json = JsonOption.Create();
        var command = new Command(
            "rekey", "Encrypt all stored bodies with the first key, also those that are in the clear. The service may run meanwhile.");
        choice.AddTo(command);
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!choice.TryChoose(result, surroundings, out var inbox, out var error))
                return surroundings.RefuseUsage(error);
            if (server.IsNamed(result) && choice.IsGiven(result))
                return surroundings.RefuseUsage("Name the service by --server, or the inbox: not both.");
            if (choice.IsGiven(result) && !inbox.IsThere)
                return surroundings.RefuseUsage($"There is no inbox {inbox.Place}.");

            var run = new RekeyRun(surroundings);
            try
            {
                var done = !server.IsNamed(result) && inbox.IsThere && inbox.Keys.First is not null
                    ? await run.TryRunAsync(inbox, cancellationToken)
                    : null;
                if (done is null && choice.IsGiven(result))
                    return surroundings.Fail(inbox.Keys.First is null
                        ? "Which key? Name its file by --encryption-key-file, or have the service do it: --server URL, without the inbox."
                        : $"The inbox {inbox.Place} cannot be opened: a service uses it, or it cannot be reached.\n"
                            + $"Have its service do it: {Surroundings.ToolName} inbox rekey --server URL");
                if (done is not null)
                    return Write(surroundings, done, result.GetValue(json));
            }
            catch (Exception failure) when (failure is InboxStartException or InboxUnavailableException or InboxBrokenException)
            {
                return surroundings.Fail($"{failure.Message}\nWhat was done stays done: ask again.");
            }

            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
            {
                (var done, error) = await run.AskAsync(client, cancellationToken);
                return done is null ? surroundings.Fail(error!) : Write(surroundings, done, result.GetValue(json));
            }
        });
        return command;
    }

    private static int Write(Surroundings surroundings, RekeyedJson done, bool json)
    {
        if (json)
            surroundings.Out.WriteLine(Serialize(done, ToolJson.Lines.RekeyedJson));
        else
            surroundings.Out.WriteLine(
                $"Encrypted with {done.KeyId}: bodies {done.Bodies}, error texts {done.Errors}, hash keys {done.HashKeys}");
        if (done is { MissingKey: 0, Damaged: 0 })
            return ExitCode.Done;
        return surroundings.Fail(
            $"Left alone: {done.MissingKey} whose key is missing, {done.Damaged} that are damaged. One of them:\n{done.Error}");
    }
}
