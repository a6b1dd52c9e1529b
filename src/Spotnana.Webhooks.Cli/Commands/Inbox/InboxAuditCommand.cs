using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Cli.Commands.Inbox;

/// <summary>Lists who did what, or verifies that the audit log is as it was written.</summary>
internal static class InboxAuditCommand
{
    private const int UsualLimit = 50;
    private const int LargestPage = 1000;
    private const string Verify = "--verify";

    public static Command Create(Surroundings surroundings)
    {
        var server = new ManagementServer();
        var json = JsonOption.Create();
        var limit = LimitOption.Create("The most to list.", UsualLimit);
        var verify = new Option<bool>(Verify) { Description = "Read all of it, and compute its hashes anew." };
        var head = new Option<string?>("--head")
        {
            Description = $"With {Verify}: a head that the service logged, to find a log whose end was cut off.",
            HelpName = "SEQ:HASH",
        };
        (string Parameter, Option<string?> Option)[] filters =
        [
            ("caller", Make("--caller", "NAME", "By this key.")),
            ("action", Make("--action", "ACTION", "For example payload.read.")),
            ("subject", Make("--subject", "SUBJECT", "A subject that a filter named: it stands in the log as a hash.")),
            ("from", Make("--from", "TIME", "Written at or after this time: 2026-03-02T17:38:07Z, or a day.")),
            ("to", Make("--to", "TIME", "Written before this time.")),
        ];
        var command = new Command("audit", "List who read payloads and changed what, the newest first. Times are UTC.")
        {
            limit,
            verify,
            head,
        };
        foreach (var (_, option) in filters)
            command.Options.Add(option);
        server.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (result, cancellationToken) =>
        {
            List<(string, string)> chosen =
                [.. filters.Where(filter => result.GetValue(filter.Option) is not null)
                    .Select(filter => (filter.Parameter, result.GetValue(filter.Option)!))];
            var logged = result.GetValue(head);
            AuditMark? mark = logged is not null && AuditMark.TryParse(logged, out var read) ? read : null;
            if (result.GetValue(verify) && chosen.Count > 0)
                return surroundings.RefuseUsage($"{Verify} reads the whole log: say it without filters.");
            if (!result.GetValue(verify) && logged is not null)
                return surroundings.RefuseUsage($"{head.Name} belongs to {Verify}.");
            if (logged is not null && mark is null)
                return surroundings.RefuseUsage($"{head.Name} takes a head as the service logs it: its number, a colon, its hash.");
            if (!server.TryConnect(result, surroundings, out var client, out var refusal))
                return refusal;
            using (client)
            {
                return result.GetValue(verify)
                    ? await new AuditVerification(client, surroundings).RunAsync(mark, result.GetValue(json), cancellationToken)
                    : await ListAsync(client, chosen, result.GetValue(limit), result.GetValue(json), surroundings, cancellationToken);
            }
        });
        return command;
    }

    private static async Task<int> ListAsync(
        ManagementClient client, List<(string, string)> filter, int limit, bool json, Surroundings surroundings,
        CancellationToken cancellationToken)
    {
        var (listed, why) = (0, (string?)null);
        string? next = null;
        do
        {
            List<(string, string)> page =
                [.. filter, ("limit", Math.Min(limit - listed, LargestPage).ToString(CultureInfo.InvariantCulture))];
            if (next is not null)
                page.Add(("cursor", next));
            var answer = await client.CallAsync(HttpMethod.Get, ManagementClient.Path("audit"), page, cancellationToken);
            if (!answer.IsGood)
                return surroundings.Fail(answer.Error!);

            foreach (var entry in answer.Json.List("entries"))
            {
                surroundings.Out.WriteLine(json ? entry.GetRawText() : Line(entry, surroundings.OutIsTerminal));
                listed++;
            }

            why = answer.Json.Part("chain").Text("why");
            next = answer.Json.Text("next");
        }
        while (next is not null && listed < limit);

        if (listed == 0)
            surroundings.Say("Nothing was written down.");
        else if (next is not null && surroundings.OutIsTerminal)
            surroundings.Say($"There may be more: --limit {limit * 2L}, or narrow it.");
        if (why is not null)
            surroundings.Say($"The log is not as it was written: {why}\nSee: {Surroundings.ToolName} inbox audit {Verify}");
        return ExitCode.Done;
    }

    private static string Line(JsonElement entry, bool isTerminal)
    {
        if (!isTerminal)
        {
            string[] fields = ["at", "caller", "address", "action", "target", "outcome"];
            return string.Join('\t', fields.Select(field => entry.Text(field)).Prepend($"{entry.Number("sequence")}"));
        }

        var from = entry.Text("address") is { Length: > 0 } address ? $" ({address})" : "";
        return $"{entry.Time("at")}  {entry.Text("caller")}{from}  {entry.Text("action")}\n"
            + $"  {entry.Text("target")}: {entry.Text("outcome")}";
    }

    private static Option<string?> Make(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };
}
