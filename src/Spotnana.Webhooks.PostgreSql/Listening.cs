using Microsoft.Extensions.Logging;
using Npgsql;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql;

/// <summary>Hears, on a connection of its own, from other replicas which handlers have something to do. While it hears nothing it lets everybody look now and then.</summary>
internal sealed partial class Listening(Database database, WorkSignal signal, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new(); // without a timer: nothing to dispose of
    private Task _run = Task.CompletedTask;

    /// <summary>One for each schema: notifications reach the whole database.</summary>
    public static string Channel(string schema) => schema + "_work";

    public void Start() => _run = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(_ending.Token).ConfigureAwait(false);
            }
            catch (Exception) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Log.Deaf(logger, PostgreSqlFailure.Describe(failure));
            }

            signal.RaiseAll();
            await Task.Delay(Pause, time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        await using var connection = await database.OpenAsync(stop).ConfigureAwait(false);
        connection.Notification += (_, told) => signal.Raise(told.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel(database.Schema)}", connection))
            await listen.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        while (true)
        {
            if (await connection.WaitAsync(Poll, stop).ConfigureAwait(false))
                continue;
            signal.RaiseAll();

            // A connection that was dropped on the way says nothing either.
            await using var alive = new NpgsqlCommand("SELECT 1", connection);
            await alive.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(21, LogLevel.Debug, "Not listening to other replicas for now, looking every second instead: {Reason}")]
        public static partial void Deaf(ILogger logger, string reason);
    }
}
