using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>
/// Tells the other replicas which handlers have something to do: after the commit, in a transaction of its own, and at most every 50 ms. A
/// NOTIFY within an append would make the commits of all appends wait for one another.
/// </summary>
internal sealed partial class Announcing(Database database, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const string NotifySql = "SELECT pg_notify($1, name) FROM unnest($2) AS told (name)";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Channel<string> _handlers = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _ending = new(); // without a timer: nothing to dispose of
    private Task _run = Task.CompletedTask;

    public void Start() => _run = Task.Run(RunAsync);

    public void Announce(string handler) => _handlers.Writer.TryWrite(handler);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var stop = _ending.Token;
        try
        {
            while (await _handlers.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
            {
                var names = new HashSet<string>(StringComparer.Ordinal);
                while (_handlers.Reader.TryRead(out var name))
                    names.Add(name);
                await TellAsync(names, stop).ConfigureAwait(false);
                await Task.Delay(Pause, time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // the inbox is closed
        }
    }

    private async Task TellAsync(HashSet<string> names, CancellationToken stop)
    {
        try
        {
            var notify = new Step(NotifySql, Values.Of(Listening.Channel(database.Schema)), Values.Of([.. names])) { Row = _ => { } };
            await database.RunAsync(connection => connection.RunAsync(stop, notify), stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            Log.NotTold(logger, failure.Message); // the others look now and then
        }
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Debug, "Other replicas could not be told of new work, and find it when they look: {Reason}")]
        public static partial void NotTold(ILogger logger, string reason);
    }
}
