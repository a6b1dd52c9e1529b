using System.CommandLine;
using System.Net;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

/// <summary>Gives up one delivery or, with <c>--yes</c>, all that waits for a handler.</summary>
internal static class InboxDiscardCommand
{
    private const string About =
        "Give up a delivery, for all its handlers or one, or all that waits for a handler (--handler NAME --yes, or NAME --yes). "
        + "What is given up is no alarm any more, and can be redriven.";

    public static Command Create(Surroundings surroundings)
    {
        var one = new OneDelivery();
        var handler = new Option<string?>("--handler") { Description = "For this handler only.", HelpName = "NAME" };
        var yes = new Option<bool>("--yes") { Description = "Give up all that waits for the handler." };
        var server = new ManagementServer();
        var json = JsonOption.Create();
        var command = new Command("discard", About);
        one.AddTo(command, ArgumentArity.ZeroOrOne);
        command.Options.Add(handler);
        command.Options.Add(yes);
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            var (id, name, isSure) = (one.IdOf(result), result.GetValue(handler), result.GetValue(yes));
            if (id is null && name is null)
                return surroundings.RefuseUsage("Say which delivery: its ID. Or all that waits for a handler: --handler NAME --yes.");
            if (id is null && !isSure)
                return surroundings.RefuseUsage($"This gives up all that waits for {name}. Say --yes to do it.");
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
            {
                var answer = await DiscardAsync(client);
                if (!answer.IsGood)
                    return surroundings.Fail(Explain(answer, id, name, isSure));
                surroundings.Out.WriteLine(result.GetValue(json) ? answer.Json.GetRawText() : Tell(answer));
                return ExitCode.Done;
            }

            async Task<ManagementAnswer> DiscardAsync(ManagementClient client)
            {
                if (id is null)
                    return await AllOfAsync(client, name!);

                // With --yes an ID may be a handler's name: so it was before single deliveries could be given up.
                var answer = isSure && name is null ? await AllOfAsync(client, id) : null;
                return answer is null or { Status: HttpStatusCode.NotFound }
                    ? await client.CallAsync(HttpMethod.Post, one.PathOf(result, "discard"), Parameters(), cancellationToken)
                    : answer;
            }

            Task<ManagementAnswer> AllOfAsync(ManagementClient client, string all) =>
                client.CallAsync(HttpMethod.Post, ManagementClient.Path("handlers", all, "discard"), [], cancellationToken);

            List<(string, string)> Parameters() => name is null ? one.Read(result) : [.. one.Read(result), ("handler", name)];
        });
        return command;
    }

    private static string Tell(ManagementAnswer answer)
    {
        var left = answer.Json.Number("leased") is > 0 and var leased ? $"; {leased} left, as an attempt is running" : "";
        return $"Discarded: {answer.Json.Number("discarded") ?? 0}{left}";
    }

    private static string Explain(ManagementAnswer answer, string? id, string? handler, bool isSure) =>
        answer.Status == HttpStatusCode.NotFound && id is not null && handler is null && !isSure
            ? $"{answer.Error}\nIf {id} is a handler: --handler {id} --yes gives up all that waits for it."
            : answer.Error!;
}
