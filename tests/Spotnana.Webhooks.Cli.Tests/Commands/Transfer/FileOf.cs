using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Tests.Commands.Transfer;

/// <summary>Files that are whole, but of deliveries of the test's choice.</summary>
internal static class FileOf
{
    public static async Task RecordsAsync(string path, IEnumerable<DeliveryRecord> records)
    {
        await using var file = PrivateFile.Create(path);
        using var writer = new InboxFileWriter(file);
        await writer.WriteHeaderAsync(new HeaderJson(HeaderJson.TheFormat, HeaderJson.TheVersion, "Sqlite", ToolRun.Now), default);
        foreach (var record in records)
            await writer.WriteAsync(record, default);
        await writer.WriteEndAsync(default);
        await file.CompleteAsync(overwrite: false);
    }
}
