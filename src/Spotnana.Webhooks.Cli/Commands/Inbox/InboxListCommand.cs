using System.CommandLine;
using System.Globalization;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

internal static class InboxListCommand
{
    private const int UsualLimit = 50;

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
            {
                var filter = filters.Read(result);
                if (result.GetValue(oldest))
                    filter.Add(("order", "oldest"));
                return await new DeliveryListing(surroundings, result.GetValue(json)).RunAsync(
                    (size, cursor) => client.CallAsync(
                        HttpMethod.Get, ManagementClient.Path("deliveries"), Page(filter, size, cursor), cancellationToken),
                    result.GetValue(limit));
            }
        });
        return command;
    }

    private static IEnumerable<(string, string)> Page(IEnumerable<(string, string)> filter, int size, string? cursor)
    {
        filter = filter.Append(("limit", size.ToString(CultureInfo.InvariantCulture)));
        return cursor is null ? filter : filter.Append(("cursor", cursor));
    }
}
