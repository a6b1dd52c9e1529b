using System.CommandLine;
using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

/// <summary>Finds deliveries by what somebody has in hand. It goes in the body of a call, so that no log on its way shows it.</summary>
internal static class InboxFindCommand
{
    private const int UsualLimit = 50;

    public static Command Create(Surroundings surroundings)
    {
        var value = new Argument<string?>("VALUE")
        {
            Description = "What to find, whole. Without it, the first line of the standard input: it is then in no history of a shell.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var limit = LimitOption.Create("The most to list.", UsualLimit);
        var server = new ManagementServer();
        var json = JsonOption.Create();
        var command = new Command(
            "find",
            "Find deliveries, the newest first, by an id (of a delivery, trace, booking, trip, task, charge or traveler), a record "
                + "locator, a confirmation, ticket or invoice number, or a traveler's e-mail address. In any case. Times are UTC.")
        {
            value, limit,
        };
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
            {
                var key = result.GetValue(value) ?? await AskAsync(surroundings, cancellationToken);
                if (string.IsNullOrWhiteSpace(key))
                    return surroundings.RefuseUsage("Say what to find: VALUE, or a line on the standard input.");
                return await new DeliveryListing(surroundings, result.GetValue(json)).RunAsync(
                    (size, cursor) => client.CallAsync(
                        HttpMethod.Post, ManagementClient.Path("deliveries", "find"), [], cancellationToken,
                        JsonSerializer.SerializeToUtf8Bytes(new FindRequestJson(key, size, cursor), ToolJson.Lines.FindRequestJson)),
                    result.GetValue(limit));
            }
        });
        return command;
    }

    private static async Task<string?> AskAsync(Surroundings surroundings, CancellationToken cancellationToken)
    {
        if (surroundings.InIsTerminal)
            surroundings.Say("What to find:");
        using var input = new StreamReader(surroundings.InBytes, Encoding.UTF8, leaveOpen: true);
        return await input.ReadLineAsync(cancellationToken);
    }
}
