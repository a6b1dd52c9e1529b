using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>
/// Reads secrets and required headers again every second, so that they can change without a restart. By content: watchers miss how
/// Kubernetes swaps files, and a configuration file that has become unreadable raises no change token.
/// </summary>
internal sealed partial class CredentialPoller(
    CredentialTable table, IOptions<SubscriptionsOptions> atStart, IEnumerable<IConfigureOptions<SubscriptionsOptions>> setups,
    IEnumerable<IPostConfigureOptions<SubscriptionsOptions>> postSetups, SecretChanges changes, TimeProvider time,
    ILogger<CredentialPoller> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // Without the validators, which would throw away everything that was read for one bad value.
    private readonly OptionsFactory<SubscriptionsOptions> _factory = new(setups, postSetups);
    private SubscriptionsOptions _options = atStart.Value;
    private string? _failure;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var subscription in table.Subscriptions)
            Log.Numbered(logger, subscription.Key, subscription.SecretIndexes);

        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            Poll();
    }

    internal void Poll()
    {
        ReadOptions();
        foreach (var (subscription, setting) in table.Read(_options))
        {
            changes.Note("secret.change", setting);
            if (setting.Errors.Count > 0)
            {
                Log.Refused(logger, string.Join(' ', setting.Errors));
                continue;
            }

            Log.Taken(logger, setting.Key, setting.Count);
            if (subscription.IsNumbered(setting.Key))
                Log.Numbered(logger, subscription.Key, subscription.SecretIndexes);
        }
    }

    private void ReadOptions()
    {
        try
        {
            _options = _factory.Create(Options.DefaultName);
            _failure = null;
        }
        catch (Exception failure)
        {
            // The binder names the key of what does not convert; an application's own set-up may throw anything.
            if (_failure != failure.Message)
                Log.Unreadable(logger, failure);
            _failure = failure.Message;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Subscription} has these secrets, as SecretIndex counts them: {Secrets}")]
        public static partial void Numbered(ILogger logger, string subscription, string secrets);

        [LoggerMessage(2, LogLevel.Information, "{Key} was read again and is in use: {Count} valid")]
        public static partial void Taken(ILogger logger, string key, int count);

        [LoggerMessage(3, LogLevel.Error, "{Error} What was last found good there stays in use until this is fixed.")]
        public static partial void Refused(ILogger logger, string error);

        [LoggerMessage(4, LogLevel.Error,
            "The section Subscriptions cannot be read any more. The secrets that are in use stay until this is fixed.")]
        public static partial void Unreadable(ILogger logger, Exception failure);
    }
}
