using System.Diagnostics.CodeAnalysis;

namespace Spotnana.Webhooks.Cli.Certification.Reports;

/// <summary>
/// A file for a report, known to be writable before there is one. It is written whole or not at all: beside its place, and then moved
/// there.
/// What cannot be replaced (a device, a pipe, a link) is written to directly.
/// </summary>
internal sealed class ReportFile : IDisposable
{
    private const string PartialEnd = ".partial";

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly bool _isBeside;

    private ReportFile(string path)
    {
        _path = path;
        if (Directory.Exists(path))
            throw new IOException("It is a folder.");
        var existing = File.Exists(path) ? Open(path, FileMode.Open) : null;
        if (existing is not null && (new FileInfo(path).LinkTarget is not null || !IsRegular(existing)))
        {
            _stream = existing;
            return;
        }

        try
        {
            _stream = Open(path + PartialEnd, FileMode.Create);
            _isBeside = true;
            existing?.Dispose();
        }
        catch (Exception exception) when (existing is not null && exception is (IOException or UnauthorizedAccessException))
        {
            _stream = existing!; // in a folder where nothing can be created
        }
    }

    public static bool TryOpen(string path, [NotNullWhen(true)] out ReportFile? file, [NotNullWhen(false)] out string? error)
    {
        (file, error) = (null, null);
        try
        {
            file = new ReportFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            error = $"{path} cannot be written. {exception.Message}";
        }

        return file is not null && error is null;
    }

    /// <summary>Null, or why it was not written; then the file that was there before still is.</summary>
    public string? Write(ReadOnlySpan<byte> report)
    {
        try
        {
            if (!_isBeside && IsRegular(_stream))
                _stream.SetLength(0);
            _stream.Write(report);
            _stream.Dispose();
            if (_isBeside)
                File.Move(_stream.Name, _path, overwrite: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{_path} was not written. {exception.Message}";
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (_isBeside)
            File.Delete(_stream.Name);
    }

    // Without a buffer, so that a full disk fails the write
    private static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    // Only of a regular file can the length be set, even to what it is
    private static bool IsRegular(FileStream stream)
    {
        try
        {
            if (!stream.CanSeek)
                return false;
            stream.SetLength(stream.Length);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
