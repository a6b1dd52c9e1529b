using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Runs every handler of this process, each in a loop of its own, so that none waits for another.</summary>
internal sealed class Dispatcher(
    HandlerTable table, IInbox inbox, InboxStatus status, StoredNames names, IOptions<DispatchOptions> options, IServiceScopeFactory scopes,
    IHostEnvironment environment, TimeProvider time, WebhookMetrics metrics, WebhookTracing tracing, HandlerOutages outages,
    ILoggerFactory loggers)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Leasing writes, too, and the names' spellings are known for certain only then.
        await status.Worked.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!status.Worked.IsCompleted)
            return;

        var attempts = new AttemptRunner(scopes, environment, tracing, time, loggers.CreateLogger<AttemptRunner>());
        var report = new HandlingReport(metrics, loggers.CreateLogger<HandlingReport>());
        var schedule = new RetrySchedule(options.Value, Random.Shared);
        var logger = loggers.CreateLogger<HandlerLoop>();
        var trouble = new InboxTrouble(time, logger);
        using var drainEnded = new CancellationTokenSource();
        var settlements = new SettlementWriter(inbox, report, trouble, time, logger, drainEnded.Token);
        var settling = settlements.RunAsync();

        // An earlier release may have stored a name in several spellings: what waits under each of them is handled.
        var running = Task.WhenAll(table.Handlers.SelectMany(
            handler => names.SpellingsOfHandler(handler.Name).Select(spelling => RunAsync(handler with { Name = spelling }))));

        // At shutdown what runs may finish. Then it is cancelled, and its attempts do not count.
        await running.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAny(running, Task.Delay(options.Value.ShutdownTimeout, time, CancellationToken.None)).ConfigureAwait(false);
        await drainEnded.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        settlements.Complete();
        await settling.ConfigureAwait(false);

        async Task RunAsync(HandlerRegistration handler)
        {
            using var loop = new HandlerLoop(
                handler, inbox, attempts, report, settlements, schedule, outages, options.Value, trouble, time, logger, stoppingToken,
                drainEnded.Token);
            await loop.RunAsync().ConfigureAwait(false);
        }
    }
}
