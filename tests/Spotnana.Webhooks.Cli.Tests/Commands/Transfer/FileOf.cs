using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Tests.Commands.Transfer;

/// <summary>Files that are whole, but of deliveries of the test's choice.</summary>
internal static class FileOf
{
    public static async Task RecordsAsync(string path, IEnumerable<DeliveryRecord> records, FileKey? key = null)
    {
        await using var file = PrivateFile.Create(path);
        using var writer = new InboxFileWriter(file, key ?? Keyed.Key, EncryptionKeys.None);
        await writer.WriteHeaderAsync(new HeaderJson(HeaderJson.TheFormat, HeaderJson.TheVersion, "Sqlite", ToolRun.Now), default);
        foreach (var record in records)
            await writer.WriteAsync(record, default);
        await writer.WriteEndAsync(default);
        await file.CompleteAsync(overwrite: true);
    }

    /// <summary>Lines of anybody's making, with counts and digests that fit them, and no MAC.</summary>
    public static async Task LinesAsync(string path, IEnumerable<string> lines)
    {
        using var totals = new FileTotals();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            var read = JsonSerializer.Deserialize(line, TransferJson.Lines.FileLine)!;
            if (read.Delivery is { } delivery)
                totals.Add(delivery, read.Body?.Length ?? 0);
            totals.Lanes += read.Lane is null ? 0 : 1;
            totals.Pauses += read.Pause is null ? 0 : 1;
            totals.Audit += read.Audit is null ? 0 : 1;
            totals.AddLine(Encoding.UTF8.GetBytes(line + "\n"));
            text.Append(line).Append('\n');
        }

        var end = JsonSerializer.Serialize(new FileLine { End = totals.End }, TransferJson.Lines.FileLine);
        await File.WriteAllTextAsync(path, text.Append(end).Append('\n').ToString());
    }
}
