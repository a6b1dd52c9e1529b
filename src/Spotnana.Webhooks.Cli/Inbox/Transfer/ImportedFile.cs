using System.IO.Compression;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>A file that is imported. It stays open, so that every reading is of the same file, whatever happens to its name.</summary>
internal sealed class ImportedFile : IAsyncDisposable
{
    private const int BufferBytes = 1 << 18;

    private readonly FileStream _file;

    private ImportedFile(FileStream file, FileKey? key) => (_file, Key) = (file, key);

    /// <summary>The key of its MAC. Null: whoever calls wants it imported without a check of who wrote it.</summary>
    public FileKey? Key { get; }

    public static ImportedFile Open(string path, FileKey? key) => new(
        new FileStream(
            path, new FileStreamOptions { BufferSize = BufferBytes, Options = FileOptions.Asynchronous | FileOptions.SequentialScan }),
        key);

    /// <summary>What it holds, from the beginning, unpacked where it is packed. One at a time.</summary>
    public Stream Read()
    {
        Span<byte> magic = stackalloc byte[2];
        _file.Position = 0;
        var isPacked = _file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length
            && magic.SequenceEqual((ReadOnlySpan<byte>)[0x1f, 0x8b]);
        _file.Position = 0;
        return isPacked ? new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true) : _file;
    }

    /// <exception cref="BadFileException">Its MAC is not the key's.</exception>
    public async Task CheckMacAsync(CancellationToken cancellationToken)
    {
        if (Key is null)
            return;
        try
        {
            if (await FileMac.IsRightAsync(Read(), Key, cancellationToken))
                return;
        }
        catch (InvalidDataException failure)
        {
            throw new BadFileException("it cannot be unpacked: it is damaged or cut off", failure);
        }

        throw new BadFileException("it was changed, damaged or cut off after it was exported, or this is not its key");
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
