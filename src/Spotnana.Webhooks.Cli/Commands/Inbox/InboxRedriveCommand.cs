using System.CommandLine;
using System.Globalization;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

internal static class InboxRedriveCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var one = new OneDelivery();
        var filters = new FilterOptions();
        var server = new ManagementServer();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count what the filter matches." };
        var yes = new Option<bool>("--yes") { Description = "Redrive all that the filter matches." };
        var limit = LimitOption.Create("The most deliveries to redrive. Default: all that match.", usual: 0);
        var oldest = new Option<bool>("--oldest") { Description = "The oldest first, which it always is." };
        var json = JsonOption.Create();
        var command = new Command(
            "redrive",
            "Put a delivery back to work, or all that match a filter (without --state: the dead), the oldest first. "
                + "What is pending is due now and keeps its attempts.");
        one.AddTo(command, ArgumentArity.ZeroOrOne, withSubscription: false);
        filters.AddTo(command);
        command.Options.Add(limit);
        command.Options.Add(oldest);
        command.Options.Add(dryRun);
        command.Options.Add(yes);
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            var filter = filters.Read(result);
            var id = one.IdOf(result);
            var wrong = id is null
                ? WhyNotMany(result.GetValue(yes), result.GetValue(dryRun), one.NamesCopy(result))
                : WhyNotOne(filters, filter, Given(("--dry-run", dryRun), ("--limit", limit), ("--oldest", oldest)));
            if (wrong is not null)
                return surroundings.RefuseUsage(wrong);
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
            {
                var answer = id is null
                    ? await client.CallAsync(
                        HttpMethod.Post, ManagementClient.Path("redrive"),
                        [.. filter, .. Many(result.GetValue(limit), result.GetValue(dryRun))], cancellationToken)
                    : await client.CallAsync(
                        HttpMethod.Post, one.PathOf(result, "redrive"), [.. filter, .. one.Read(result)], cancellationToken);
                if (!answer.IsGood)
                    return surroundings.Fail(answer.Error!);
                return Write(surroundings, answer, id, result.GetValue(dryRun), result.GetValue(json));
            }

            IEnumerable<string> Given(params (string Name, Option Option)[] options) =>
                options.Where(option => result.GetResult(option.Option) is { Implicit: false }).Select(option => option.Name);
        });
        return command;
    }

    private static IEnumerable<(string Name, string Value)> Many(int limit, bool dryRun)
    {
        if (limit > 0)
            yield return ("limit", limit.ToString(CultureInfo.InvariantCulture));
        if (dryRun)
            yield return ("dryRun", "true");
    }

    private static string? WhyNotMany(bool yes, bool dryRun, bool namesCopy)
    {
        if (namesCopy)
            return "--copy belongs to an ID.";
        return yes || dryRun
            ? null
            : "Without an ID this redrives all that matches (without --state: all that is dead).\n"
                + "Say --dry-run to count it first, --yes to do it.";
    }

    private static string? WhyNotOne(FilterOptions filters, List<(string Name, string Value)> filter, IEnumerable<string> others)
    {
        var narrowing = filter
            .Where(given => given.Name is not ("handler" or "subscription"))
            .Select(given => filters.OptionOf(given.Name))
            .Concat(others)
            .ToList();
        return narrowing.Count == 0 ? null : $"An ID names one delivery: leave out {string.Join(", ", narrowing)}.";
    }

    private static int Write(Surroundings surroundings, ManagementAnswer answer, string? id, bool dryRun, bool json)
    {
        var (deliveries, handlings, left) = (
            answer.Json.Number("redriven") ?? 0, answer.Json.Number("handlings") ?? 0, answer.Json.Number("left") ?? 0);
        if (json)
            surroundings.Out.WriteLine(answer.Json.GetRawText());
        else if (id is null)
            surroundings.Out.WriteLine(
                $"{(dryRun ? "Would redrive" : "Redriven:")} {Count(deliveries, "delivery", "deliveries")} "
                + $"({Count(handlings, "handling", "handlings")}){(left > 0 ? $"; {left} left as they are" : "")}");
        else if (deliveries > 0)
            surroundings.Out.WriteLine(
                $"Redriven: {Count(handlings, "handling", "handlings")} of {id}\n"
                + $"See: {Surroundings.ToolName} inbox show {Http.Shell.Quote(id)}");
        if (id is null || deliveries > 0)
            return ExitCode.Done;
        return surroundings.Fail("Nothing to redrive: no handler takes it, or its envelope still cannot be read.");
    }

    private static string Count(long count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
