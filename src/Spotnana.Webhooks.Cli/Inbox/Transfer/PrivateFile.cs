using System.IO.Compression;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// A file for nobody else's eyes that is there whole or not at all: written beside its place, and put there when it is complete.
/// </summary>
internal sealed class PrivateFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly Stream _content;
    private bool _isClosed;

    private PrivateFile(string path)
    {
        _path = path;
        File.Delete(Partial); // of an export that was killed; never written through, as it may be a link
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 1 << 17,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(Partial, options);
        _content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(_file, CompressionLevel.Fastest, leaveOpen: true)
            : _file;
    }

    private string Partial => _path + ".partial";

    public static PrivateFile Create(string path) => new(path);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _content.WriteAsync(bytes, cancellationToken);

    /// <summary>Puts it in its place, once it is on disk.</summary>
    public async Task CompleteAsync(bool overwrite)
    {
        if (_content != _file)
            await _content.DisposeAsync();
        await _file.FlushAsync();
        DiskSync.Flush(_file.SafeFileHandle);
        await _file.DisposeAsync();
        _isClosed = true;
        File.Move(Partial, _path, overwrite);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_isClosed)
                await _file.DisposeAsync();
        }
        finally
        {
            File.Delete(Partial);
        }
    }
}
