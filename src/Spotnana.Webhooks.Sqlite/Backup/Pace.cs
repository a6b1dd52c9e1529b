namespace Spotnana.Webhooks.Sqlite.Backup;

/// <summary>
/// Has a long piece of work in the background rest for as long as it works, so that others get the disk and the processor.
/// </summary>
/// <param name="time">Measures the work.</param>
/// <param name="stop">Ends the work.</param>
internal sealed class Pace(TimeProvider time, CancellationToken stop)
{
    // A rest cannot be shorter than a millisecond.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(4);

    private long _since = time.GetTimestamp();

    /// <summary>To be called between two small steps of the work.</summary>
    /// <exception cref="OperationCanceledException">It is to end.</exception>
    public void Rest()
    {
        stop.ThrowIfCancellationRequested();
        var worked = time.GetElapsedTime(_since);
        if (worked < Least)
            return;

        stop.WaitHandle.WaitOne(worked);
        _since = time.GetTimestamp();
    }
}
