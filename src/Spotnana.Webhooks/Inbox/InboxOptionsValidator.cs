using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Inbox;

internal sealed class InboxOptionsValidator(IEnumerable<InboxEngine> engines) : IValidateOptions<InboxOptions>
{
    public ValidateOptionsResult Validate(string? name, InboxOptions options)
    {
        var settings = new Settings();
        if (!engines.Any(engine => engine.Name.Equals(options.Engine, StringComparison.OrdinalIgnoreCase)))
            settings.Refuse("Inbox:Engine", $"is '{options.Engine}'. This service has {string.Join(", ", engines.Select(engine => engine.Name))}; an engine's package adds its own, for example AddSpotnanaWebhooks().AddSqliteInbox().");
        settings.Between("Inbox:Retention:Ids", options.Retention.Ids, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        return settings.Result();
    }
}
