using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake.Subscriptions;

internal sealed class SubscriptionsValidator(IHostEnvironment environment) : IValidateOptions<SubscriptionsOptions>
{
    private static readonly string[] _signatureHeaders =
        [DeliveryHeaders.WebhookId, DeliveryHeaders.WebhookTimestamp, DeliveryHeaders.WebhookSignature];

    public ValidateOptionsResult Validate(string? name, SubscriptionsOptions options)
    {
        var settings = new SettingsErrors();
        if (options.Subscriptions.Count == 0)
        {
            settings.Refuse("Subscriptions:spotnana:Secrets:0", "is missing, and no other subscription is configured. "
                + "Set it to the signing secret (whsec_…) that Spotnana showed when the subscription was created.");
        }

        var paths = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (subscription, value) in options.Subscriptions)
        {
            var key = $"{SubscriptionsOptions.Section}:{subscription}";
            CheckPath(settings, key, value.PathOf(subscription), paths);
            OAuthValidation.Check(settings, $"{key}:{nameof(value.OAuth)}", value.OAuth);
            CheckHeaderNames(settings, $"{key}:{nameof(value.RequiredHeaders)}", value.RequiredHeaders.Keys, []);
            CheckHeaderNames(
                settings, $"{key}:{nameof(value.RequiredHeaderFiles)}", value.RequiredHeaderFiles.Keys, value.RequiredHeaders.Keys);
            settings.Names($"{key}:{nameof(value.EventTypes)}", value.EventTypes, EventType.Known.Select(known => known.Name));
            settings.Names(
                $"{key}:{nameof(value.ExcludedOperations)}", value.ExcludedOperations,
                Operation.Known.SelectMany(known => known.Spellings));
            settings.Names($"{key}:{nameof(value.Organizations)}", value.Organizations, []);
            CheckReaches(settings, $"{key}:{nameof(value.PurgeReaches)}", value.PurgeReaches, options.Subscriptions.Keys);
        }

        CheckTokenPaths(settings, options.Subscriptions, paths);
        foreach (var error in new CredentialTable(options, environment).Read(options).SelectMany(news => news.Setting.Errors))
            settings.Refuse(error);
        return settings.Result();
    }

    private static void CheckPath(SettingsErrors settings, string key, string path, Dictionary<string, string> paths)
    {
        if (!path.StartsWith('/') || path.Any(c => c is '{' or '}' or '?' or '#' or '%' or '\\' or <= ' ' or > '~')
            || path.Split('/').Any(segment => segment is "." or ".."))
            settings.Refuse($"{key}:Path", $"is '{path}'. Set a plain path such as {Subscription.DefaultPath("spotnana")}.");
        else if (path.StartsWith("/health/", StringComparison.OrdinalIgnoreCase))
            settings.Refuse($"{key}:Path", $"is '{path}', where the health probes answer. Set another path.");
        else if (paths.TryGetValue(path.TrimEnd('/'), out var other))
            settings.Refuse($"{key}:Path", $"is '{path}', which {other} has too. Give each subscription a path of its own.");
        else
            paths.Add(path.TrimEnd('/'), key);
    }

    private static void CheckTokenPaths(
        SettingsErrors settings, Dictionary<string, SubscriptionOptions> subscriptions, Dictionary<string, string> paths)
    {
        foreach (var (name, subscription) in subscriptions.Where(entry => entry.Value.OAuth.Enabled))
        {
            var path = subscription.TokenPathOf(name);
            if (paths.TryGetValue(path, out var other))
                settings.Refuse($"{other}:Path", $"is '{path}', where the client of {name} gets tokens. Set another path.");
        }
    }

    private static void CheckReaches(SettingsErrors settings, string key, IList<string> reaches, ICollection<string> known)
    {
        for (var i = 0; i < reaches.Count; i++)
        {
            if (!known.Contains(reaches[i], StringComparer.OrdinalIgnoreCase))
                settings.Refuse(
                    $"{key}:{i}", $"is '{reaches[i]}', and there is no such subscription. There are: {string.Join(", ", known)}.");
        }
    }

    private static void CheckHeaderNames(SettingsErrors settings, string key, ICollection<string> names, ICollection<string> others)
    {
        foreach (var name in names)
        {
            var error =
                !HeaderName.IsValid(name)
                    ? "is no name that a header can have. Set it to the name of one of the subscription's customHeaders."
                : _signatureHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)
                    ? "is a header of the signature, which differs with each delivery and is checked anyway. Remove it."
                : others.Contains(name, StringComparer.OrdinalIgnoreCase)
                    ? "stands under RequiredHeaders too. Remove one of them."
                : null;
            if (error is not null)
                settings.Refuse($"{key}:{name}", error);
        }
    }
}
