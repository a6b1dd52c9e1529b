using System.Diagnostics.CodeAnalysis;

namespace Spotnana.Webhooks.Cli.Terminal;

/// <summary>
/// A file for a report, known to be writable before there is one. It is written whole or not at all: beside its place, and then moved
/// there. What cannot be replaced (a device, a pipe) is written to directly; a link is replaced, and what it leads to stays as it is.
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
        var existing = OutputFile.OpenExisting(path);
        if (existing is not null && (OutputFile.IsOfSystem(path) || !OutputFile.IsRegular(existing)))
        {
            _stream = existing;
            return;
        }

        try
        {
            File.Delete(path + PartialEnd); // of a run that was killed; never written through, as it may be a link
            _stream = OutputFile.Open(path + PartialEnd, FileMode.CreateNew);
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
            if (!_isBeside && OutputFile.IsRegular(_stream))
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
}
