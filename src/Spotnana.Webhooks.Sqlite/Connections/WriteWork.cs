namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>
/// The work of one caller of the write thread. It may be run again after <see cref="TakeBack"/>. The first of <see cref="Complete"/> and
/// <see cref="Fail"/> counts.
/// </summary>
internal abstract class WriteWork(int bytes)
{
    /// <summary>About how much it writes.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>False where its caller has given up already.</summary>
    public abstract bool Begins();

    /// <summary>
    /// Does the work, within a transaction. Nothing that it does outside of that may last: see <see cref="WriteFollowUp{T}"/>.
    /// </summary>
    public abstract void Run();

    /// <summary>To be called when its writes were taken back, and it is to run once more.</summary>
    public abstract void TakeBack();

    /// <summary>To be called when its transaction is durable.</summary>
    public abstract void Complete();

    /// <summary>To be called when nothing of it is stored.</summary>
    public abstract void Fail(Exception failure);
}

/// <inheritdoc/>
internal sealed class WriteWork<T>(
    Func<T> run, int bytes, CancellationToken cancellationToken, WriteFollowUp<T> followUp = default) : WriteWork(bytes)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Done => _done.Task;

    public override bool Begins() => !cancellationToken.IsCancellationRequested || !_done.TrySetCanceled(cancellationToken);

    public override void Run() => _result = run();

    public override void TakeBack() => followUp.WhenTakenBack?.Invoke();

    public override void Complete()
    {
        if (_done.Task.IsCompleted)
            return;

        followUp.WhenDurable?.Invoke(_result);
        _done.TrySetResult(_result);
    }

    public override void Fail(Exception failure)
    {
        if (_done.Task.IsCompleted)
            return;

        TakeBack();
        _done.TrySetException(failure);
    }
}
