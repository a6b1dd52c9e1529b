using System.CommandLine;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

internal static class InboxShowCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var one = new OneDelivery();
        var server = new ManagementServer();
        var json = JsonOption.Create();
        var command = new Command("show", "Show a delivery: what it is, how far each handler is, and every attempt. Times are UTC.");
        one.AddTo(command, ArgumentArity.ExactlyOne);
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
            {
                var answer = await client.CallAsync(
                    HttpMethod.Get, one.PathOf(result), one.Read(result), cancellationToken);
                if (!answer.IsGood)
                    return surroundings.Fail(answer.Error!);
                if (result.GetValue(json))
                    surroundings.Out.WriteLine(answer.Json.GetRawText());
                else
                    DeliveryView.Write(surroundings.Out, answer.Json);
                return ExitCode.Done;
            }
        });
        return command;
    }
}
