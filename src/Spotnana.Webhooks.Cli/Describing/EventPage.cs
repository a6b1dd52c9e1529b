using System.Globalization;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Json;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Describing;

/// <summary>An event for a reader, within 80 columns where its own texts allow. The first line is the summary, however long.</summary>
internal sealed class EventPage(TextWriter output)
{
    private const string Indent = "  ";
    private const int Width = 80;
    private const int LongestText = 200;

    public void Write(DescriptionJson description)
    {
        output.WriteLine(Line(description.Summary));
        output.WriteLine();
        Field("event", Join(" ", description.EventType, description.Operation));
        Field("happened", description.OccurredAt?.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        Field("booking", Join(", ", description.PnrId, description.Version is { } version ? $"version {version}" : null));
        Field("type", description.BookingType);
        Field("status", description.Status);
        Field("trip", description.TripId);
        Field("organization", description.OrganizationId);
        foreach (var replaced in description.Replaces ?? [])
            Field("replaces", replaced);

        Table("Travelers", description.Travelers, traveler => [traveler.Name, traveler.Email, traveler.Id]);
        WriteSegments(description.Segments ?? []);
        Table("Tickets", description.Tickets, ticket => [ticket.Number, ticket.Status, Money(ticket.Amount, ticket.Currency)]);
        Table("Fees", description.Fees, fee => [fee.Type, fee.Status, Money(fee.Amount, fee.Currency)]);
        Table("Invoices", description.Invoices, invoice => [invoice.Number]);
        if (description.Total is { } total)
        {
            output.WriteLine();
            output.WriteLine($"Total {Money(total.Amount, total.Currency)}");
        }
    }

    private void WriteSegments(IReadOnlyList<DescriptionJson.Segment> segments)
    {
        if (segments.Count == 0)
            return;
        Head("On the way, by local time");
        var width = segments.Max(segment => segment.Kind.Length);
        foreach (var segment in segments)
        {
            var where = segment.To is null ? segment.From : $"{segment.From} → {segment.To}";
            Row(segment.Kind, Join(", ", Join(" ", segment.Supplier, segment.Number), where));
            Row("", Join(", ", Times(segment.StartsAt, segment.EndsAt), segment.Cabin, segment.Status, segment.Confirmation));
        }

        void Row(string kind, string text)
        {
            foreach (var line in Wrapping.Wrap(Line(text), Width - width - (2 * Indent.Length)))
            {
                output.WriteLine($"{Indent}{kind.PadRight(width)}{Indent}{line}");
                kind = "";
            }
        }
    }

    private void Table<T>(string head, IReadOnlyList<T>? items, Func<T, string?[]> columns)
    {
        if (items is null)
            return;
        Head(head);
        string[][] rows = [.. items.Select(item => columns(item).Select(text => Line(text ?? "")).ToArray())];
        int[] widths = [.. rows[0].Select((_, i) => rows.Max(row => row[i].Length))];
        foreach (var row in rows)
        {
            // A column that is empty in all rows is none.
            var cells = row.Select((text, i) => text.PadRight(widths[i])).Where(text => text.Length > 0);
            output.WriteLine($"{Indent}{string.Join("  ", cells)}".TrimEnd());
        }
    }

    private void Head(string text)
    {
        output.WriteLine();
        output.WriteLine(text);
    }

    private void Field(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            output.WriteLine($"{Indent}{name,-12}  {Line(value)}");
    }

    private static string Join(string separator, params string?[] words) =>
        string.Join(separator, words.Where(word => !string.IsNullOrEmpty(word)));

    private static string Times(DateTime? from, DateTime? to)
    {
        const string Day = "d MMM yyyy HH:mm";
        var end = from?.Date == to?.Date ? "HH:mm" : from?.Year == to?.Year ? "d MMM HH:mm" : Day;
        return Join(" → ", Time(from, Day), Time(to, end));
    }

    private static string? Time(DateTime? time, string format) => time?.ToString(format, CultureInfo.InvariantCulture);

    private static string? Money(decimal? amount, string? currency) =>
        amount is { } known ? Join(" ", known.ToString("0.00##########", CultureInfo.InvariantCulture), currency) : null;

    private static string Line(string text) => Printable.Line(text, LongestText);
}
