using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>Reads the encryption keys again every second, since file watchers miss how Kubernetes swaps files.</summary>
internal sealed partial class KeyFilePoller(EncryptionKeys keys, SecretChanges changes, TimeProvider time, ILogger<KeyFilePoller> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (keys.First is null)
            return;

        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            ReadAgain();
    }

    private void ReadAgain()
    {
        if (keys.ReadAgain() is not { } news)
            return;
        changes.Note("key.change", news);
        if (news.Errors.Count == 0)
            Log.ReadAgain(logger, news.Key, news.Count, keys.First!.Id);
        foreach (var error in news.Errors)
            Log.Wrong(logger, error);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information,
            "{Key} was read again and is in use: {Count} keys. Bodies are encrypted with {KeyId} from now on")]
        public static partial void ReadAgain(ILogger logger, string key, int count, string keyId);

        [LoggerMessage(2, LogLevel.Error, "{Error} The keys that were last found good there stay in use until this is fixed.")]
        public static partial void Wrong(ILogger logger, string error);
    }
}
