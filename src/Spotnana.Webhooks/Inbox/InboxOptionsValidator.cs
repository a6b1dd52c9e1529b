using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Inbox;

internal sealed class InboxOptionsValidator(IEnumerable<InboxEngine> engines) : IValidateOptions<InboxOptions>
{
    private const string IdsKey = "Inbox:Retention:Ids";

    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(3650);

    public ValidateOptionsResult Validate(string? name, InboxOptions options)
    {
        var settings = new Settings();
        if (!engines.Any(engine => engine.Name.Equals(options.Engine, StringComparison.OrdinalIgnoreCase)))
            settings.Refuse("Inbox:Engine", $"is '{options.Engine}'. This service has {string.Join(", ", engines.Select(engine => engine.Name))}; an engine's package adds its own, for example AddSpotnanaWebhooks().AddSqliteInbox().");
        settings.Between(IdsKey, options.Retention.Ids, Least, Most);
        NotBeyondIds("Inbox:Retention:Payloads", options.Retention.Payloads);
        NotBeyondIds("Inbox:Retention:DeadLetters", options.Retention.DeadLetters);
        return settings.Result();

        // A body goes with its delivery at the latest: what was asked for would silently not be kept.
        void NotBeyondIds(string key, TimeSpan value)
        {
            if (value > options.Retention.Ids)
                settings.Refuse(key, $"is {value:c}, longer than {IdsKey} ({options.Retention.Ids:c}), with which the whole delivery goes. Shorten it or keep ids longer.");
            else
                settings.Between(key, value, Least, Most);
        }
    }
}
