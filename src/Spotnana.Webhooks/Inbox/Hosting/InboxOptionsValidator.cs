using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Inbox.Hosting;

internal sealed class InboxOptionsValidator(IEnumerable<InboxEngine> engines) : IValidateOptions<InboxOptions>
{
    private const string IdsKey = "Inbox:Retention:Ids";
    private const int MostBackups = 10_000;
    private const long MostFreeBytes = 1L << 50;

    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastAudit = TimeSpan.FromDays(1);
    private static readonly TimeSpan MostBetweenBackups = TimeSpan.FromDays(31);
    private static readonly TimeSpan Most = TimeSpan.FromDays(3650);
    private static readonly TimeSpan MostWait = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, InboxOptions options)
    {
        var settings = new SettingsErrors();
        if (ChosenEngine.Find(options, engines) is null)
        {
            var wrong = string.IsNullOrEmpty(options.Engine)
                ? "is not set, and no engine was added that keeps deliveries."
                : $"is '{options.Engine}'.";
            settings.Refuse(
                "Inbox:Engine",
                $"{wrong} This service has these engines: {string.Join(", ", engines.Select(engine => engine.Name))}. "
                + "To add another, call its package's extension method on the result of AddSpotnanaWebhooks().");
        }

        foreach (var error in InboxKeys.Read(options, out _))
            settings.Refuse(error);
        settings.Between("Inbox:ErasureWait", options.ErasureWait, Least, MostWait);
        settings.Between("Inbox:MinFreeBytes", options.MinFreeBytes, 0, MostFreeBytes);
        settings.Between("Inbox:Backup:Every", options.Backup.Every, Least, MostBetweenBackups);
        settings.Between("Inbox:Backup:Keep", options.Backup.Keep, 1, MostBackups);
        settings.Between(IdsKey, options.Retention.Ids, Least, Most);
        NotBeyondIds("Inbox:Retention:Payloads", options.Retention.Payloads);
        NotBeyondIds("Inbox:Retention:DeadLetters", options.Retention.DeadLetters);
        settings.Between("Inbox:Retention:Audit", options.Retention.Audit, LeastAudit, Most);
        return settings.Result();

        // A body goes with its delivery at the latest: a longer retention would silently not be kept.
        void NotBeyondIds(string key, TimeSpan value)
        {
            if (value > options.Retention.Ids)
                settings.Refuse(
                    key,
                    $"is {value:c}, longer than {IdsKey} ({options.Retention.Ids:c}), after which the whole delivery is removed. "
                    + "Shorten it or keep ids longer.");
            else
                settings.Between(key, value, Least, Most);
        }
    }
}
