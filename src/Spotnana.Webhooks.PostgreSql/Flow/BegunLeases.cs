using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.PostgreSql.Flow;

/// <summary>
/// Writes down under which leases of this process work has begun, before it begins: when the process dies and the leases run out, only that
/// is blamed for it. Many that begin at a time share one write, which no disk is waited for. Used by any thread.
/// </summary>
internal sealed partial class BegunLeases(Database database, TimeProvider time, ILogger logger)
{
    /// <summary>Whether work may have begun under the lease of the lane in FROM: its holder does not say, or says so.</summary>
    public const string WasBegunSql =
        """
        (lane.leased IS NULL OR lane.holder_token IS DISTINCT FROM lane.token OR NOT EXISTS (
            SELECT FROM begun WHERE begun.holder = lane.holder AND lane.token <> ALL (begun.tokens)))
        """;

    internal const string NoteSql =
        """
        INSERT INTO begun (holder, tokens, noted_at) VALUES ($1, $2, now())
        ON CONFLICT (holder) DO UPDATE SET tokens = excluded.tokens, noted_at = excluded.noted_at
        """;

    // By then the leases of those processes have long run out.
    private const string ForgetSql = "DELETE FROM begun WHERE noted_at < now() - interval '1 day'";

    private readonly Lock _gate = new();
    private readonly HashSet<long> _tokens = [];
    private readonly FailureLines _lines = new(time);
    private TaskCompletionSource? _next;
    private bool _isWriting;
    private bool _isFirst = true;

    /// <summary>This process.</summary>
    public long Holder { get; } = Random.Shared.NextInt64();

    /// <returns>Ends when it is written down. Where the database does not take it, work begins all the same.</returns>
    public Task BeginAsync(long token)
    {
        lock (_gate)
        {
            _tokens.Add(token);
            _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_isWriting)
            {
                _isWriting = true;
                _ = Task.Run(WriteAsync);
            }

            return _next.Task;
        }
    }

    /// <summary>Work has ended. The next write tells.</summary>
    public void End(long token)
    {
        lock (_gate)
            _tokens.Remove(token);
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            TaskCompletionSource written;
            long[] tokens;
            lock (_gate)
            {
                if (_next is null)
                {
                    _isWriting = false;
                    return;
                }

                (written, _next, tokens) = (_next, null, [.. _tokens]);
            }

            await NoteAsync(tokens).ConfigureAwait(false);
            written.SetResult();
        }
    }

    private async Task NoteAsync(long[] tokens)
    {
        Step note = new(NoteSql, Values.Of(Holder), Values.Of(tokens));
        try
        {
            Step[] steps = _isFirst ? [note, new(ForgetSql)] : [note];
            await database.RunBrieflyAsync(
                connection => connection.RunAsync(CancellationToken.None, steps), CancellationToken.None).ConfigureAwait(false);
            _isFirst = false;
            if (_lines.Works("", out var unlogged))
                Log.WritesAgain(logger, unlogged);
        }
        catch (Exception failure)
        {
            // Handling deliveries goes before knowing whom to blame.
            if (_lines.Fails("", out var unlogged))
                Log.CannotWrite(logger, failure.Message, unlogged);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(31, LogLevel.Warning,
            "The inbox database does not take which deliveries are handled: if the process dies, the wrong ones may be blamed for it: {Reason} ({Unlogged} more failures since the last such line)")]
        public static partial void CannotWrite(ILogger logger, string reason, int unlogged);

        [LoggerMessage(32, LogLevel.Information,
            "The inbox database takes again which deliveries are handled ({Unlogged} more failures since the last line about them).")]
        public static partial void WritesAgain(ILogger logger, int unlogged);
    }
}
