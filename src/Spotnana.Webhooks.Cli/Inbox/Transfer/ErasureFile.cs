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
        await using var file = ImportedFile.Open(path, key: null);
        var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        try
        {
            var stream = file.Read();
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                content.Write(buffer, 0, read);
                if (content.Length > LargestFile)
                    throw new BadFileException("it is too large to be a file of erasures");
            }
        }
        catch (InvalidDataException failure)
        {
            throw new BadFileException("it cannot be unpacked: it is damaged or cut off", failure);
        }

        return content.ToArray();
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
        return content.HashKeys.All(key => key?.IsRight() == true) && content.Erasures.All(erasure => erasure?.IsRight() == true)
            ? content
            : throw new BadFileException("something in it is none that can be stored: it was changed or damaged");
    }
}
