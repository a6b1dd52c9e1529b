using System.Globalization;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>A delivery for a reader, within 80 columns where its own texts allow.</summary>
internal static class DeliveryView
{
    private const int Width = 80;
    private const string Indent = "  ";
    private const string ErrorIndent = "        ";

    public static void Write(TextWriter output, JsonElement delivery)
    {
        output.WriteLine($"{delivery.Text("id")}  {delivery.State()}");
        foreach (var line in Wrap(delivery.Summary() ?? ""))
            output.WriteLine(Indent + line);
        Field("event", delivery.Event());
        var version = delivery.Number("version") is { } number ? $", version {number}" : "";
        Field("subject", delivery.Text("subject") is { } subject ? subject + version : null);
        Field("organization", delivery.Text("organizationId"));
        Field("subscription", delivery.Text("subscription"));
        Field("occurred", delivery.Time("occurredAt"));
        // The last time that it was sent: of a duplicate, after the receipt.
        string? sent = delivery.Time("sentAt"), received = delivery.Time("receivedAt");
        var cameAgain = string.CompareOrdinal(sent, received) > 0;
        Field("sent", cameAgain ? null : sent);
        Field("received", received);
        Field("last sent", cameAgain ? sent : null);
        Field("trace", delivery.Text("traceId"));
        Field("bytes", delivery.Number("bytes")?.ToString(CultureInfo.InvariantCulture));
        Field("copy", delivery.Number("copy")?.ToString(CultureInfo.InvariantCulture));
        foreach (var copy in delivery.List("copies"))
            Field(
                "also",
                $"copy {copy.Number("copy") ?? 0}, {copy.State()}, {copy.Number("bytes")} bytes, received {copy.Time("receivedAt")}");

        foreach (var handling in delivery.List("handlings"))
            WriteHandling(output, handling);

        void Field(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                output.WriteLine($"  {name,-12}  {value}");
        }
    }

    private static void WriteHandling(TextWriter output, JsonElement handling)
    {
        output.WriteLine();
        var due = handling.Text("state") == "pending" && handling.Time("dueAt") is { } time ? $", due {time}" : "";
        var behind = handling.Text("waitsBehind") is { } first ? $", waits behind {first}" : "";
        output.WriteLine($"{handling.Text("handler")}: {handling.State()}{due}{behind}");
        foreach (var line in Wrap(handling.Text("lastError") is { } error ? $"last error: {error}" : ""))
            output.WriteLine($"  {line}");
        foreach (var attempt in handling.List("attempts"))
        {
            var took = attempt.Number("milliseconds") is { } milliseconds ? $"{milliseconds} ms" : "-";
            output.WriteLine(
                $"  {attempt.Time("startedAt", fine: true)}  {attempt.Number("number"),4}  {attempt.Text("outcome"),-9}  {took,10}");
            foreach (var line in Wrap(attempt.Text("error") ?? ""))
                output.WriteLine(ErrorIndent + line);
        }
    }

    private static IEnumerable<string> Wrap(string text) => Wrapping.Wrap(text, Width - ErrorIndent.Length);
}
