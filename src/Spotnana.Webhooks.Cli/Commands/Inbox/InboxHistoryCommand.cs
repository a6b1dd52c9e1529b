using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

internal static class InboxHistoryCommand
{
    private const int UsualLimit = 1000;
    private const int LargestPage = 200;

    public static Command Create(Surroundings surroundings)
    {
        var subject = new Argument<string>("SUBJECT") { Description = "Its kind and its id, such as pnr/6104417720." };
        var at = Make("--at", "TIME", "Print what it was like at this time of events: 2026-03-02T17:38:07Z, or a day.");
        var known = Make("--known", "TIME", "Print what was known of it here at this time.");
        var subscription = Make("--subscription", "NAME", "Only in this subscription.");
        var limit = LimitOption.Create("The most deliveries to tell.", UsualLimit);
        var json = JsonOption.Create();
        var server = new ManagementServer();
        var command = new Command(
            "history",
            "Tell what happened to a booking, trip or traveler, when it was known here, and what changed. The service audits it.")
        {
            subject, at, known, subscription, limit,
        };
        server.AddTo(command);
        command.Options.Add(json);
        command.Validators.Add(result =>
        {
            if (result.GetResult(at) is not null && result.GetResult(known) is not null)
                result.AddError("--at and --known exclude each other.");
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            if (result.GetRequiredValue(subject).Split('/', 2) is not [{ Length: > 0 } kind, { Length: > 0 } id])
                return surroundings.RefuseUsage("SUBJECT is a kind and an id: pnr/…, trip/…, traveler/…, task/… or charge/….");
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;

            var parameters = Given(("subscription", result.GetValue(subscription)));
            using (client)
            {
                return Given(("at", result.GetValue(at)), ("known", result.GetValue(known))) is [var instant]
                    ? await PrintAsync(
                        client, ManagementClient.Path("subjects", kind, id, "state"), [.. parameters, instant], surroundings,
                        cancellationToken)
                    : await TellAsync(
                        client, ManagementClient.Path("subjects", kind, id), parameters, result.GetValue(limit), surroundings,
                        result.GetValue(json), cancellationToken);
            }
        });
        return command;
    }

    private static async Task<int> PrintAsync(
        ManagementClient client, string path, List<(string, string)> parameters, Surroundings surroundings,
        CancellationToken cancellationToken)
    {
        var (bytes, error) = await client.ReadBytesAsync(path, parameters, cancellationToken);
        if (error is not null)
            return surroundings.Fail(error);
        await PayloadOutput.WriteAsync(surroundings, bytes, cancellationToken);
        return ExitCode.Done;
    }

    private static async Task<int> TellAsync(
        ManagementClient client, string path, List<(string, string)> parameters, int limit, Surroundings surroundings, bool json,
        CancellationToken cancellationToken)
    {
        var view = new StoryView(surroundings);
        Action<JsonElement> write = json ? delivery => surroundings.Out.WriteLine(OneLine(delivery)) : view.Write;
        var told = 0;
        string? next = null;
        do
        {
            List<(string, string)> page =
                [.. parameters, ("limit", Math.Min(limit - told, LargestPage).ToString(CultureInfo.InvariantCulture))];
            if (next is not null)
                page.Add(("cursor", next));
            var answer = await client.CallAsync(HttpMethod.Get, path, page, cancellationToken);
            if (!answer.IsGood)
                return surroundings.Fail(answer.Error!);

            foreach (var delivery in answer.Json.List("deliveries"))
            {
                write(delivery);
                told++;
            }

            next = answer.Json.Text("next");
        }
        while (next is not null && told < limit);

        if (told == 0)
            surroundings.Say("Nothing is stored about this subject.");
        else if (next is not null)
            surroundings.Say($"There is more: --limit {limit * 2L}.");
        if (view.LacksChanges)
            surroundings.Say("What changed is not shown: that needs a key with the right payloads.");
        return ExitCode.Done;
    }

    // The values of changes are as they were sent, and may have line feeds between their parts.
    private static string OneLine(JsonElement delivery) => delivery.GetRawText().Replace('\r', ' ').Replace('\n', ' ');

    private static List<(string Name, string Value)> Given(params (string Name, string? Value)[] parameters) =>
        [.. parameters.Where(given => given.Value is not null).Select(given => (given.Name, given.Value!))];

    private static Option<string?> Make(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };
}
