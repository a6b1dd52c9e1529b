using System.Text.Json;
using Spotnana.Webhooks.Inbox.Erasing;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// A file with the erasures of an inbox: they are not undone where its deliveries come back from a backup or another inbox.
/// </summary>
internal static class ErasureFile
{
    private const int LargestFile = 64 << 20;

    /// <returns>How many were written.</returns>
    public static async Task<int> WriteAsync(string path, ChosenInbox source, bool overwrite, CancellationToken cancellationToken)
    {
        await using var inbox = await source.OpenAsync(cancellationToken);
        var archive = await ErasureArchive.ReadAsync(inbox, source.Keys, source.Keys, cancellationToken);
        var content = new ErasureArchiveJson(
            ErasureArchiveJson.TheFormat, ErasureArchiveJson.TheVersion,
            [.. archive.HashKeys.Select(HashKeyJson.Of)], [.. archive.Erasures.Select(ErasureRecordJson.Of)]);
        await using var file = PrivateFile.Create(path);
        await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(content, TransferJson.Lines.ErasureArchiveJson), cancellationToken);
        await file.CompleteAsync(overwrite);
        return archive.Erasures.Count;
    }

    /// <returns>How many were read.</returns>
    /// <exception cref="BadFileException">It is no such file. Nothing is stored.</exception>
    public static async Task<int> ReadAsync(string path, ChosenInbox target, CancellationToken cancellationToken)
    {
        var content = Parse(await ReadAsync(path, cancellationToken));
        var archive = new ErasureArchive(
            [.. content.HashKeys.Select(key => key.ToStored())], [.. content.Erasures.Select(erasure => erasure.ToErasure())]);
        await using var inbox = await target.OpenAsync(cancellationToken);
        await archive.WriteAsync(inbox, target.Keys, cancellationToken);
        return archive.Erasures.Count;
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        if (file.Length > LargestFile)
            throw new BadFileException("it is too large to be a file of erasures");
        var content = new byte[file.Length];
        await file.ReadExactlyAsync(content, cancellationToken);
        return content;
    }

    private static ErasureArchiveJson Parse(byte[] bytes)
    {
        ErasureArchiveJson? content;
        try
        {
            content = JsonSerializer.Deserialize(bytes, TransferJson.Lines.ErasureArchiveJson);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new BadFileException("it is not a file of erasures, or was cut off", failure);
        }

        if (content?.Format != ErasureArchiveJson.TheFormat)
            throw new BadFileException("it is not a file of erasures");
        if (content.Version != ErasureArchiveJson.TheVersion)
            throw new BadFileException($"its version is {content.Version}, and this release knows version {ErasureArchiveJson.TheVersion}");
        return content.HashKeys.All(key => key.IsRight()) && content.Erasures.All(erasure => erasure.IsRight())
            ? content
            : throw new BadFileException("something in it is none that can be stored: it was changed or damaged");
    }
}
