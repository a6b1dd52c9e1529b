using System.CommandLine;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

/// <summary><c>pause</c>, <c>resume</c> and <c>try</c>: the commands for one handler.</summary>
internal static class InboxHandlerCommand
{
    public static Command CreatePause(Surroundings surroundings) =>
        Create(
            surroundings, "pause", "Give a handler no more work. What waits for it spends no attempts.",
            (name, answer) => answer.Json.Flag("changed")
                ? $"{name} is paused, also across restarts. Go on: {Surroundings.ToolName} inbox resume {name}"
                : $"{name} was already paused.");

    public static Command CreateResume(Surroundings surroundings) =>
        Create(
            surroundings, "resume", "End a pause. What waited for the next attempt is due now.",
            (name, answer) => answer.Json.Flag("changed") ? $"{name} goes on." : $"{name} was not paused.");

    public static Command CreateTry(Surroundings surroundings) =>
        Create(
            surroundings, "try", "Make all that waits for a handler due now. One that waits for its target tries it at once.",
            (name, answer) => $"{name} tries now: {answer.Json.Number("due") ?? 0} that waited for the next attempt");

    private static Command Create(
        Surroundings surroundings, string action, string description, Func<string, ManagementAnswer, string> tell)
    {
        var handler = new Argument<string>("HANDLER") { Description = "Its name, as inbox stats lists it." };
        var server = new ManagementServer();
        var json = JsonOption.Create();
        var command = new Command(action, description) { handler };
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = result.GetRequiredValue(handler);
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
