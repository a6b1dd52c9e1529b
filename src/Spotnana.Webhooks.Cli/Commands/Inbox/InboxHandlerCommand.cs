using System.CommandLine;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

/// <summary><c>pause</c>, <c>resume</c> and <c>discard</c>: the commands for one handler.</summary>
internal static class InboxHandlerCommand
{
    public static Command CreatePause(Surroundings surroundings) =>
        Create(
            surroundings, "pause", "Give a handler no more work. What waits for it spends no attempts.", needsYes: false,
            (name, answer) => answer.Json.Flag("changed")
                ? $"{name} is paused, also across restarts. Go on: {Surroundings.ToolName} inbox resume {name}"
                : $"{name} was already paused.");

    public static Command CreateResume(Surroundings surroundings) =>
        Create(
            surroundings, "resume", "End a pause.", needsYes: false,
            (name, answer) => answer.Json.Flag("changed") ? $"{name} goes on." : $"{name} was not paused.");

    public static Command CreateDiscard(Surroundings surroundings) =>
        Create(surroundings, "discard", "Give up all that waits for a handler. It can be redriven.", needsYes: true, (_, answer) =>
        {
            var left = answer.Json.Number("leased") is > 0 and var leased ? $"; {leased} left, as an attempt is running" : "";
            return $"Discarded: {answer.Json.Number("discarded") ?? 0}{left}";
        });

    private static Command Create(
        Surroundings surroundings, string action, string description, bool needsYes, Func<string, ManagementAnswer, string> tell)
    {
        var handler = new Argument<string>("HANDLER") { Description = "Its name, as inbox stats lists it." };
        var yes = new Option<bool>("--yes") { Description = "Do it." };
        var server = new ManagementServer();
        var json = JsonOption.Create();
        var command = new Command(action, description) { handler };
        if (needsYes)
            command.Options.Add(yes);
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = result.GetRequiredValue(handler);
            if (needsYes && !result.GetValue(yes))
                return surroundings.RefuseUsage($"This gives up all that waits for {name}. Say --yes to do it.");
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
            {
                var answer = await client.CallAsync(
                    HttpMethod.Post, ManagementClient.Path("handlers", name, action), [], cancellationToken);
                if (!answer.IsGood)
                    return surroundings.Fail(answer.Error!);
                surroundings.Out.WriteLine(result.GetValue(json) ? answer.Json.GetRawText() : tell(name, answer));
                return ExitCode.Done;
            }
        });
        return command;
    }
}
