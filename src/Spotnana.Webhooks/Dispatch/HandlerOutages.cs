using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>
/// Knows which handlers cannot work at present: those of this process and, where the inbox shares that, of all that share it.
/// </summary>
public sealed partial class HandlerOutages
{
    private static readonly TimeSpan _grace = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, HandlerOutage> _own = new(StringComparer.Ordinal);
    private readonly IInboxOutages? _shared;
    private readonly WebhookMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<HandlerOutages> _logger;

    internal HandlerOutages(IInbox inbox, WebhookMetrics metrics, TimeProvider time, ILogger<HandlerOutages> logger) =>
        (_shared, _metrics, _time, _logger) = (inbox as IInboxOutages, metrics, time, logger);

    /// <summary>Reads the outages by handler: of several processes' the longest, with the last error and the next try of any.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One entry for each handler that cannot work. Failures are those of <see cref="IInbox"/>.</returns>
    public async Task<IReadOnlyDictionary<string, HandlerOutage>> ReadAsync(CancellationToken cancellationToken)
    {
        var shared = _shared is null ? [] : await _shared.ReadOutagesAsync(cancellationToken).ConfigureAwait(false);
        return _own.Values.Concat(shared)
            .GroupBy(outage => outage.Handler, StringComparer.Ordinal)
            .ToDictionary(
                handler => handler.Key,
                handler => new HandlerOutage(
                    handler.Key,
                    handler.Min(outage => outage.Since),
                    handler.MaxBy(outage => outage.NextTryAt)!.LastError,
                    handler.Min(outage => outage.NextTryAt)),
                StringComparer.Ordinal);
    }

    /// <summary>Shows the handler as one that can work.</summary>
    internal void Watch(string handler) => _metrics.Unavailable(handler, isUnavailable: false);

    /// <summary>Notes that a handler cannot work, or that one more try has failed.</summary>
    /// <param name="outage">The outage.</param>
    /// <param name="timeout">How long a try may take.</param>
    internal Task NoteAsync(HandlerOutage outage, TimeSpan timeout)
    {
        _own[outage.Handler] = outage;
        _metrics.Unavailable(outage.Handler, isUnavailable: true);
        var lasting = outage.NextTryAt - _time.GetUtcNow() + timeout + _grace;
        return ShareAsync(outage.Handler, shared => shared.NoteOutageAsync(outage, lasting, CancellationToken.None));
    }

    /// <summary>Notes that a handler can work again.</summary>
    internal Task EndAsync(string handler)
    {
        _own.TryRemove(handler, out _);
        _metrics.Unavailable(handler, isUnavailable: false);
        return ShareAsync(handler, shared => shared.EndOutageAsync(handler, CancellationToken.None));
    }

    /// <summary>What is shared is only shown: a store that cannot take it holds up no delivery.</summary>
    private async Task ShareAsync(string handler, Func<IInboxOutages, Task> share)
    {
        if (_shared is null)
            return;
        try
        {
            await share(_shared).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.NotShared(_logger, handler, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Other replicas could not be told whether handler {Handler} can work: {Reason}")]
        public static partial void NotShared(ILogger logger, string handler, string reason);
    }
}
