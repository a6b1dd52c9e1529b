using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serilog.Events;

namespace Spotnana.Webhooks.Receiver.Logging;

/// <summary>
/// Compact JSON: one object a line, with <c>@t</c>, <c>@m</c>, <c>@i</c>, <c>@l</c> (unless it is Information), <c>@x</c>, <c>@tr</c>,
/// <c>@sp</c> and the values under their names. Not for several threads at once.
/// </summary>
internal sealed class LineFormat : IDisposable
{
    private const int MostKeptBytes = 64 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        // Nobody shows these lines in a web page, and grep should find what was said. Control characters are escaped nevertheless.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly LineTexts _texts = new();
    private readonly Utf8JsonWriter _json;
    private ArrayBufferWriter<byte> _line = new(initialCapacity: 1024);

    public LineFormat() => _json = new(_line, Options);

    /// <summary>The event as a line, until the next call. One that cannot be written as it should becomes a line that says so.</summary>
    public ReadOnlySpan<byte> Line(LogEvent line)
    {
        Clear();
        try
        {
            WriteObject(line);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or InvalidOperationException)
        {
            Clear();
            _json.WriteStartObject();
            WriteHead(
                line, $"A log line cannot be written: {failure.Message} Its text is {line.MessageTemplate.Text}",
                _texts.Of(line.MessageTemplate).Id);
            _json.WriteEndObject();
        }

        _json.Flush();
        _line.Write("\n"u8);
        return _line.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();

    private void Clear()
    {
        _json.Reset();
        if (_line.Capacity > MostKeptBytes)
            _json.Reset(_line = new(initialCapacity: 1024));
        else
            _line.ResetWrittenCount();
    }

    private void WriteObject(LogEvent line)
    {
        var text = _texts.Of(line.MessageTemplate);
        _json.WriteStartObject();
        WriteHead(line, text.Start ?? line.MessageTemplate.Render(line.Properties, CultureInfo.InvariantCulture), text.Id);
        if (line.Exception is { } exception)
            _json.WriteString("@x"u8, exception.ToString());
        if (line.TraceId is { } trace)
            _json.WriteString("@tr"u8, trace.ToHexString());
        if (line.SpanId is { } span)
            _json.WriteString("@sp"u8, span.ToHexString());
        foreach (var (name, value) in line.Properties)
        {
            _json.WritePropertyName(name is ['@', ..] ? $"@{name}" : name);
            LineValues.Write(_json, value);
        }

        _json.WriteEndObject();
    }

    private void WriteHead(LogEvent line, string text, string id)
    {
        Span<byte> time = stackalloc byte[40];
        line.Timestamp.UtcDateTime.TryFormat(time, out var length, "O", CultureInfo.InvariantCulture);
        _json.WriteString("@t"u8, time[..length]);
        _json.WriteString("@m"u8, text);
        _json.WriteString("@i"u8, id);
        if (line.Level != LogEventLevel.Information)
            _json.WriteString("@l"u8, Enum.GetName(line.Level));
    }
}
