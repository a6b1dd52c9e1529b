using System.Globalization;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using static System.Text.Json.JsonSerializer;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>Reads a whole audit log and computes its chain anew, without believing what the service says of it.</summary>
internal sealed class AuditVerification(ManagementClient client, Surroundings surroundings)
{
    private const int PageSize = 1000;

    /// <param name="logged">A head that was logged. Null: none.</param>
    /// <param name="json">Whether the outcome is wanted as JSON.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(AuditMark? logged, bool json, CancellationToken cancellationToken)
    {
        var (check, rows, next) = (new AuditCheck(logged), 0L, (string?)null);
        do
        {
            List<(string, string)> parameters = [("order", "oldest"), ("limit", PageSize.ToString(CultureInfo.InvariantCulture))];
            if (next is not null)
                parameters.Add(("cursor", next));
            var answer = await client.CallAsync(HttpMethod.Get, ManagementClient.Path("audit"), parameters, cancellationToken);
            if (!answer.IsGood)
                return surroundings.Fail(answer.Error!);
            if (PageOf(answer.Json) is not { } page)
                return surroundings.Fail("The answer is none of an audit log.");

            check.Add(page);
            rows += page.Rows.Count;
            next = answer.Json.Text("next");
        }
        while (next is not null && check.Wrong is null);
        return Tell(check, rows, logged, json);
    }

    private int Tell(AuditCheck check, long rows, AuditMark? logged, bool json)
    {
        var head = check.Place.ToString();
        if (json)
            surroundings.Out.WriteLine(
                Serialize(new AuditJson(check.Wrong is null, rows, head, check.Wrong), ToolJson.Lines.AuditJson));
        if (check.Wrong is { } wrong)
            return surroundings.Fail($"The audit log is not as it was written. {wrong}");
        if (!json)
        {
            surroundings.Out.WriteLine($"The audit log is as it was written: {rows} rows, head {head}");
            if (logged is null)
                surroundings.Say("A log whose end was cut off looks whole.\nTo compare with a head that was logged: --head SEQ:HASH");
        }

        return ExitCode.Done;
    }

    // Null where anything is missing or of another kind: the answer comes from elsewhere.
    private static AuditPage? PageOf(JsonElement answer)
    {
        try
        {
            var chain = answer.GetProperty("chain");
            return new AuditPage(
                [.. answer.GetProperty("entries").EnumerateArray().Select(RowOf)],
                answer.Text("next") is { } next ? long.Parse(next, CultureInfo.InvariantCulture) : null,
                new AuditEnds(MarkOf(chain, "anchor"), MarkOf(chain, "head")));
        }
        catch (Exception failure) when (failure is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    // The texts as they are: what is shown of them is another matter.
    private static AuditRecord RowOf(JsonElement entry) => new(
        entry.GetProperty("sequence").GetInt64(),
        new AuditEntry(
            entry.GetProperty("at").GetDateTimeOffset(), entry.GetProperty("caller").GetString()!,
            entry.GetProperty("address").GetString()!, entry.GetProperty("action").GetString()!,
            entry.GetProperty("target").GetString()!, entry.GetProperty("outcome").GetString()!),
        Convert.FromHexString(entry.GetProperty("hash").GetString()!));

    private static AuditMark MarkOf(JsonElement chain, string name) =>
        chain.Text(name) is not { } text ? AuditMark.Start
        : AuditMark.TryParse(text, out var mark) ? mark
        : throw new FormatException();
}
