using System.CommandLine;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

/// <summary>Has a traveler or a subject erased.</summary>
internal static class InboxEraseCommand
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    public static Command Create(Surroundings surroundings)
    {
        var traveler = new Option<string?>("--traveler")
        {
            Description = "The id of a traveler: all that is about the traveler goes, and every body that holds the id.",
            HelpName = "ID",
        };
        var subject = new Option<string?>("--subject")
        {
            Description = "Or a subject, such as pnr/6104417720: all that is about it goes.",
            HelpName = "SUBJECT",
        };
        var subscription = new Option<string?>("--subscription") { Description = "Only in this subscription.", HelpName = "NAME" };
        var wait = new Option<bool>("--wait") { Description = "Wait until all that is stored now is gone." };
        var server = new ManagementServer();
        var json = JsonOption.Create();
        var command = new Command("erase", "Erase a traveler or a subject, for good: there is no way back.");
        foreach (var option in (Option[])[traveler, subject, subscription, wait])
            command.Options.Add(option);
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            var request = new ErasureRequestJson(result.GetValue(traveler), result.GetValue(subject), result.GetValue(subscription));
            if (request.Traveler is null == request.Subject is null)
                return surroundings.RefuseUsage("Say what to erase: --traveler ID or --subject SUBJECT.");
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
            {
                var body = JsonSerializer.SerializeToUtf8Bytes(request, ToolJson.Lines.ErasureRequestJson);
                var answer = await client.CallAsync(HttpMethod.Post, ManagementClient.Path("erasures"), [], cancellationToken, body);
                if (answer.IsGood && result.GetValue(wait))
                    answer = await CompletedAsync(client, answer, surroundings, cancellationToken);
                if (!answer.IsGood)
                    return surroundings.Fail(answer.Error!);
                surroundings.Out.WriteLine(result.GetValue(json) ? answer.Json.GetRawText() : Tell(answer.Json));
                return ExitCode.Done;
            }
        });
        return command;
    }

    /// <summary>An erasure's receipt in a line.</summary>
    public static string Tell(JsonElement erasure)
    {
        var (erased, waiting) = (erasure.Number("erased") ?? 0, erasure.Number("waiting") ?? 0);
        return $"{erasure.Text("id")}: {erased} {(erased == 1 ? "delivery" : "deliveries")} erased"
            + $" of {erasure.Number("scanned") ?? 0} looked at"
            + (waiting > 0 ? $", {waiting} wait for a handler" : "")
            + (erasure.Time("completedAt") is { } at ? $"; complete since {at} UTC" : "; not complete yet");
    }

    private static async Task<ManagementAnswer> CompletedAsync(
        ManagementClient client, ManagementAnswer answer, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var path = ManagementClient.Path("erasures", answer.Json.Text("id")!);
        var last = "";
        while (answer.IsGood && answer.Json.Time("completedAt") is null)
        {
            if (Tell(answer.Json) is var now && now != last)
                surroundings.Say(last = now);
            await Task.Delay(_pause, surroundings.Clock, cancellationToken);
            answer = await client.CallAsync(HttpMethod.Get, path, [], cancellationToken);
        }

        return answer;
    }
}
