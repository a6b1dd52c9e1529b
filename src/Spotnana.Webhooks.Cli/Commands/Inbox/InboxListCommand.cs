using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

internal static class InboxListCommand
{
    private const int UsualLimit = 50;
    private const int LargestPage = 1000;
    private const int StateWidth = 16;
    private const string Indent = "  ";

    public static Command Create(Surroundings surroundings)
    {
        var filters = new FilterOptions();
        var server = new ManagementServer();
        var limit = LimitOption.Create("The most to list.", UsualLimit);
        var oldest = new Option<bool>("--oldest") { Description = "The oldest first." };
        var json = JsonOption.Create();
        var command = new Command(
            "list", "List deliveries, the newest first. Times are UTC. Fields are separated by tabs when piped.") { limit, oldest };
        filters.AddTo(command);
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
                return await ListAsync(
                    client, result.GetValue(oldest) ? [.. filters.Read(result), ("order", "oldest")] : filters.Read(result),
                    result.GetValue(limit), Writer(surroundings, result.GetValue(json)), surroundings,
                    cancellationToken);
        });
        return command;
    }

    private static async Task<int> ListAsync(
        ManagementClient client, List<(string, string)> filter, int limit, Action<JsonElement> write, Surroundings surroundings,
        CancellationToken cancellationToken)
    {
        var listed = 0;
        string? next = null;
        do
        {
            // A page may hold less than was asked for and still not be the last.
            List<(string, string)> page =
                [.. filter, ("limit", Math.Min(limit - listed, LargestPage).ToString(CultureInfo.InvariantCulture))];
            if (next is not null)
                page.Add(("cursor", next));
            var answer = await client.CallAsync(HttpMethod.Get, ManagementClient.Path("deliveries"), page, cancellationToken);
            if (!answer.IsGood)
                return surroundings.Fail(answer.Error!);

            foreach (var delivery in answer.Json.List("deliveries"))
            {
                write(delivery);
                listed++;
            }

            next = answer.Json.Text("next");
        }
        while (next is not null && listed < limit);

        if (listed == 0)
            surroundings.Say("No delivery matches.");
        else if (next is not null && surroundings.OutIsTerminal)
            surroundings.Say($"There may be more: --limit {limit * 2L}, or narrow it.");
        return ExitCode.Done;
    }

    private static Action<JsonElement> Writer(Surroundings surroundings, bool json)
    {
        var output = surroundings.Out;
        if (json)
            return delivery => output.WriteLine(delivery.GetRawText());
        if (!surroundings.OutIsTerminal)
        {
            string[] fields = ["id", "state", "reason", "eventType", "operation", "subject", "receivedAt", "subscription", "summary"];
            return delivery => output.WriteLine(string.Join('\t', fields.Select(field => delivery.Text(field))));
        }

        // The id last: it may be long, and is what gets copied.
        return delivery =>
        {
            var copy = delivery.Number("copy") is > 0 and var number ? $" copy {number}" : "";
            output.WriteLine($"{delivery.Time("receivedAt")}  {delivery.State().PadRight(StateWidth)}  {delivery.Text("id")}{copy}");
            output.WriteLine($"{Indent}{delivery.Event()}  {delivery.Text("subject")}".TrimEnd());
            if (delivery.Summary() is { } summary)
                output.WriteLine($"{Indent}{Printable.Line(summary, surroundings.Columns - Indent.Length)}");
        };
    }
}
