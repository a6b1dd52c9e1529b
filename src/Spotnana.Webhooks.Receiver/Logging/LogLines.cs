using System.Buffers;
using System.Diagnostics.Metrics;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Receiver.Logging;

/// <summary>
/// Writes the log's lines on a thread of its own, many at once: no request waits for the output. Warnings, errors and the audit are
/// written at once, after what came before them, by the thread that says them: they are there when the process is killed a moment later.
/// Of the others, those that find no room are dropped; a warning says how many.
/// </summary>
internal sealed class LogLines : ILogEventSink, IDisposable
{
    public const string Audit = "Audit";

    /// <summary>How many bytes of lines may wait: some 8,000 lines.</summary>
    private const int MostWaiting = 4 * 1024 * 1024;

    private const int FirstBytes = 64 * 1024;
    private const int MostKeptBytes = 1024 * 1024;

    /// <summary>How long the end of the process waits for an output that takes nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long lines gather after some were written: a wake-up and a write for each would cost more than the lines.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    private static readonly MessageTemplate DroppedText = new MessageTemplateParser().Parse(
        "{Dropped} log lines were dropped: the output took them more slowly than they came, or failed.");

    // Lines are made where they are said: events that waited for another thread would live long enough to cost the collector.
    [ThreadStatic]
    private static LineFormat? _format;

    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly int _mostWaiting;
    private readonly Thread _thread;
    private readonly AutoResetEvent _wake = new(false);

    // Held while lines are written, so that they keep their order.
    private readonly Lock _writing = new();
    private Batch _taken = new();

    // Held for moments only.
    private readonly Lock _queueing = new();
    private Batch _queue = new();
    private bool _isIdle = true;
    private bool _isStopped;
    private long _untold;
    private long _dropped;

    /// <param name="output">Takes the lines; not closed with this.</param>
    /// <param name="time">Says when lines were dropped.</param>
    /// <param name="mostWaiting">How many bytes may wait.</param>
    public LogLines(Stream output, TimeProvider time, int mostWaiting)
    {
        (_output, _time, _mostWaiting) = (output, time, mostWaiting);
        _thread = new Thread(Run) { IsBackground = true, Name = "log lines" };
        _thread.Start();
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        AppDomain.CurrentDomain.UnhandledException += OnExit;
    }

    /// <summary>How many lines were dropped so far.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public static LogLines ToStandardOutput(TimeProvider time, IMeterFactory meters)
    {
        var lines = new LogLines(Console.OpenStandardOutput(), time, MostWaiting);
        meters.Create(WebhookTelemetry.MeterName).CreateObservableCounter("spotnana.webhooks.log.dropped", () => lines.Dropped, "{line}",
            "Log lines that were dropped: the output took them more slowly than they came, or failed.");
        return lines;
    }

    public void Emit(LogEvent logEvent)
    {
        if (!Enqueue((_format ??= new()).Line(logEvent), logEvent.Level >= LogEventLevel.Warning || IsAudit(logEvent)))
            return;
        lock (_writing)
            WriteQueued();
    }

    /// <summary>Writes what waits, and from now on each line at once.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        AppDomain.CurrentDomain.UnhandledException -= OnExit;
        lock (_queueing)
            _isStopped = true;
        _wake.Set();
        _thread.Join(Patience);
    }

    private static bool IsAudit(LogEvent line) =>
        line.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source) && source is ScalarValue { Value: Audit };

    /// <returns>Whether the queue has to be written at once.</returns>
    private bool Enqueue(ReadOnlySpan<byte> line, bool isUrgent)
    {
        lock (_queueing)
        {
            isUrgent |= _isStopped;
            if (!isUrgent && _queue.Bytes.WrittenCount + line.Length > _mostWaiting)
            {
                CountDropped(1);
                return false;
            }

            _queue.Bytes.Write(line);
            _queue.Lines++;
            if (isUrgent || !_isIdle)
                return isUrgent;
            _isIdle = false;
        }

        _wake.Set();
        return false;
    }

    private void Run()
    {
        while (Next())
        {
            lock (_writing)
                WriteQueued();
            _wake.WaitOne(Gathering);
        }
    }

    /// <summary>Waits until there are lines to write.</summary>
    /// <returns>False when there are none and none will come.</returns>
    private bool Next()
    {
        lock (_queueing)
        {
            if (_queue.Lines > 0 || _untold > 0)
                return true;
            if (_isStopped)
                return false;
            _isIdle = true;
        }

        _wake.WaitOne();
        return true;
    }

    private void WriteQueued()
    {
        var batch = Take();
        if (batch.Bytes.WrittenCount == 0)
            return;
        try
        {
            _output.Write(batch.Bytes.WrittenSpan);
            _output.Flush();
        }
        catch (IOException)
        {
            // A full disk behind the output, say. It is told once there is room, and the service goes on.
            lock (_queueing)
            {
                CountDropped(batch.Lines);
                _untold += batch.Told;
            }
        }
    }

    private Batch Take()
    {
        _taken.Clear();
        lock (_queueing)
        {
            (_queue, _taken) = (_taken, _queue);
            (_taken.Told, _untold) = (_untold, 0);
        }

        if (_taken.Told > 0)
            _taken.Bytes.Write((_format ??= new()).Line(DroppedLine(_taken.Told)));
        return _taken;
    }

    private LogEvent DroppedLine(long dropped) => new(
        _time.GetUtcNow(), LogEventLevel.Warning, exception: null, DroppedText,
        [
            new("Dropped", new ScalarValue(dropped)),
            new(Constants.SourceContextPropertyName, new ScalarValue(typeof(LogLines).FullName)),
        ]);

    private void CountDropped(int lines)
    {
        Interlocked.Add(ref _dropped, lines);
        _untold += lines;
    }

    private void OnExit(object? sender, EventArgs e)
    {
        if (!_writing.TryEnter(Patience))
            return;
        try
        {
            WriteQueued();
        }
        finally
        {
            _writing.Exit();
        }
    }

    /// <summary>Lines that are written together.</summary>
    private sealed class Batch
    {
        public ArrayBufferWriter<byte> Bytes { get; private set; } = new(FirstBytes);

        public int Lines { get; set; }

        /// <summary>How many dropped lines it tells of.</summary>
        public long Told { get; set; }

        public void Clear()
        {
            if (Bytes.Capacity > MostKeptBytes)
                Bytes = new(FirstBytes);
            else
                Bytes.ResetWrittenCount();
            (Lines, Told) = (0, 0);
        }
    }
}
