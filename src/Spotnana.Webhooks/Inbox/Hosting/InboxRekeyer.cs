using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>Encrypts the whole inbox with its first key when an operator asks for it, beside all other work.</summary>
public sealed partial class InboxRekeyer : BackgroundService
{
    // The rest of the store's time is for deliveries.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _asked = new(0);
    private readonly Lock _lock = new();
    private readonly IInbox _inbox;
    private readonly InboxStatus _status;
    private readonly EncryptionKeys _keys;
    private readonly TimeProvider _time;
    private readonly ILogger<InboxRekeyer> _logger;
    private volatile RekeyProgress _progress = new(RekeyState.Idle);

    internal InboxRekeyer(
        IInbox inbox, InboxStatus status, EncryptionKeys keys, TimeProvider time, ILogger<InboxRekeyer> logger) =>
        (_inbox, _status, _keys, _time, _logger) = (inbox, status, keys, time, logger);

    /// <summary>How far it has come.</summary>
    public RekeyProgress Progress => _progress;

    /// <summary>Asks it to begin. While it encrypts already, nothing more.</summary>
    /// <returns>False where the inbox has no keys, or cannot encrypt.</returns>
    public bool TryStart()
    {
        if (_keys.First is not { } first || _inbox is not IInboxRekey)
            return false;

        lock (_lock)
        {
            if (_progress.State == RekeyState.Running)
                return true;
            _progress = new(RekeyState.Running, KeyId: first.Id);
        }

        _asked.Release();
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _asked.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _status.Opened.WaitAsync(stoppingToken).ConfigureAwait(false);
            while (true)
            {
                await _asked.WaitAsync(stoppingToken).ConfigureAwait(false);
                await RunAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the end
        }
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        Log.Begins(_logger, _progress.KeyId);
        try
        {
            var totals = await Rekeying.RunAsync(
                _inbox, _keys, Pause, _time, soFar => _progress = _progress with { Totals = soFar }, stopping).ConfigureAwait(false);
            var (bodies, errors, hashKeys, missingKey, damaged, example) = totals;
            var keyId = _keys.First?.Id;
            _progress = new RekeyProgress(RekeyState.Done, totals, keyId);
            if (example is null)
                Log.Done(_logger, keyId, bodies, errors, hashKeys);
            else
                Log.Left(_logger, keyId, bodies, errors, hashKeys, missingKey, damaged, example);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            _progress = _progress with { State = RekeyState.Failed, Failure = failure.Message };
            Log.Failed(_logger, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "All bodies are being encrypted with {KeyId}")]
        public static partial void Begins(ILogger logger, string? keyId);

        [LoggerMessage(2, LogLevel.Information,
            "All is encrypted with {KeyId}: {Bodies} bodies, {Errors} error texts and {HashKeys} hash keys were not before. Other keys can be removed")]
        public static partial void Done(ILogger logger, string? keyId, long bodies, long errors, long hashKeys);

        [LoggerMessage(3, LogLevel.Error, "{Bodies} bodies, {Errors} error texts and {HashKeys} hash keys were encrypted with {KeyId}, but {MissingKey} were left alone as their key is missing, and {Damaged} as they are damaged. One of them: {Example}")]
        public static partial void Left(
            ILogger logger, string? keyId, long bodies, long errors, long hashKeys, long missingKey, long damaged, string example);

        [LoggerMessage(4, LogLevel.Error, "Encrypting all bodies was stopped, and nothing is lost. Ask for it again. {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
