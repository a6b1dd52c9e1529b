using System.CommandLine;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Commands;

internal static class SamplesListCommand
{
    private const string Indent = "    ";
    private const int Width = 80;

    public static Command Create(Surroundings surroundings)
    {
        var json = JsonOption.Create();
        var command = new Command(
            "list", "List the samples: name, event type, operation, size, what each says. Fields are separated by tabs when piped.")
        {
            json,
        };
        command.SetAction(result =>
        {
            if (result.GetValue(json))
                WriteJson(surroundings.Out);
            else if (surroundings.OutIsTerminal)
                WriteTable(surroundings.Out);
            else
                WriteLines(surroundings.Out);
        });
        return command;
    }

    private static void WriteJson(TextWriter output)
    {
        foreach (var sample in All())
        {
            var row = new SampleJson(sample.Name, $"{sample.EventType}", $"{sample.Operation}", sample.Body.Length, SummaryOf(sample));
            output.WriteLine(JsonSerializer.Serialize(row, ToolJson.Lines.SampleJson));
        }
    }

    private static void WriteLines(TextWriter output)
    {
        foreach (var sample in All())
            output.WriteLine($"{sample.Name}\t{sample.EventType}\t{sample.Operation}\t{sample.Body.Length}\t{SummaryOf(sample)}");
    }

    // The event type heads its group: four columns of these names do not fit 80 characters
    private static void WriteTable(TextWriter output)
    {
        var names = WebhookSample.Names.Max(name => name.Length);
        var operations = All().Max(sample => $"{sample.Operation}".Length);
        var first = true;
        foreach (var group in All().GroupBy(sample => sample.EventType))
        {
            if (!first)
                output.WriteLine();
            first = false;
            output.WriteLine($"{group.Key}");
            foreach (var sample in group)
            {
                output.WriteLine(
                    $"{sample.Name.PadRight(names)} {$"{sample.Operation}".PadRight(operations)} {Size(sample.Body.Length),6}");
                output.WriteLine($"{Indent}{Printable.Line(SummaryOf(sample), Width - Indent.Length)}");
            }
        }
    }

    private static IEnumerable<WebhookSample> All() => WebhookSample.Names.Select(WebhookSample.Get);

    private static string SummaryOf(WebhookSample sample) => EventSummary.Of(sample.EventType, sample.Operation, sample.Body).Full;

    private static string Size(int bytes) => bytes < 10_000 ? $"{bytes / 1000.0:0.0} KB" : $"{bytes / 1000.0:0} KB";
}
