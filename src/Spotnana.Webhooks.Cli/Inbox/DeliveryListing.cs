using System.Text.Json;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>Lists deliveries, page by page: two lines each on a terminal, fields that are separated by tabs elsewhere, or JSON.</summary>
internal sealed class DeliveryListing(Surroundings surroundings, bool json)
{
    private const int LargestPage = 1000;
    private const int StateWidth = 16;
    private const string Indent = "  ";

    private static readonly string[] _fields =
        ["id", "state", "reason", "eventType", "operation", "subject", "receivedAt", "subscription", "summary"];

    /// <param name="read">Reads a page: so many deliveries, and from which cursor on.</param>
    /// <param name="limit">The most to list.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Func<int, string?, Task<ManagementAnswer>> read, int limit)
    {
        var listed = 0;
        string? next = null;
        do
        {
            // A page may hold less than was asked for and still not be the last.
            var answer = await read(Math.Min(limit - listed, LargestPage), next);
            if (!answer.IsGood)
                return surroundings.Fail(answer.Error!);

            foreach (var delivery in answer.Json.List("deliveries"))
            {
                Write(delivery);
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

    private void Write(JsonElement delivery)
    {
        var output = surroundings.Out;
        if (json)
        {
            output.WriteLine(delivery.GetRawText());
        }
        else if (!surroundings.OutIsTerminal)
        {
            output.WriteLine(string.Join('\t', _fields.Select(field => delivery.Text(field))));
        }
        else
        {
            // The id last: it may be long, and is what gets copied.
            var copy = delivery.Number("copy") is > 0 and var number ? $" copy {number}" : "";
            output.WriteLine($"{delivery.Time("receivedAt")}  {delivery.State().PadRight(StateWidth)}  {delivery.Text("id")}{copy}");
            output.WriteLine($"{Indent}{delivery.Event()}  {delivery.Text("subject")}".TrimEnd());
            if (delivery.Summary() is { } summary)
                output.WriteLine($"{Indent}{Printable.Line(summary, surroundings.Columns - Indent.Length)}");
        }
    }
}
