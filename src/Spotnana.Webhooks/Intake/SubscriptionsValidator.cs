using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake;

internal sealed class SubscriptionsValidator(IHostEnvironment environment) : IValidateOptions<SubscriptionsOptions>
{
    public ValidateOptionsResult Validate(string? name, SubscriptionsOptions options)
    {
        var settings = new Settings();
        if (options.Subscriptions.Count == 0)
            settings.Refuse("Subscriptions:spotnana:Secrets:0", "is missing, and no other subscription is configured. Set it to the signing secret (whsec_…) that Spotnana showed when the subscription was created.");

        var paths = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var owners = new List<(string Key, SigningSecret Secret)>();
        foreach (var (subscription, value) in options.Subscriptions)
        {
            var key = $"Subscriptions:{subscription}";
            CheckPath(settings, key, value.Path ?? Subscription.DefaultPath(subscription), paths);
            CheckSecrets(settings, key, value.Secrets, owners);
        }

        return settings.Result();
    }

    private static void CheckPath(Settings settings, string key, string path, Dictionary<string, string> paths)
    {
        if (!path.StartsWith('/') || path.Any(c => c is '{' or '}' or '?' or '#' or '%' or '\\' or <= ' ' or > '~'))
            settings.Refuse($"{key}:Path", $"is '{path}'. Set a plain path such as {Subscription.DefaultPath("spotnana")}.");
        else if (path.StartsWith("/health/", StringComparison.OrdinalIgnoreCase))
            settings.Refuse($"{key}:Path", $"is '{path}', where the health probes answer. Set another path.");
        else if (!paths.TryAdd(path.TrimEnd('/'), key))
            settings.Refuse($"{key}:Path", $"is '{path}', which {paths[path.TrimEnd('/')]} has too. Give each subscription a path of its own.");
    }

    private void CheckSecrets(Settings settings, string key, IList<string> secrets, List<(string Key, SigningSecret Secret)> owners)
    {
        if (secrets.Count == 0)
            settings.Refuse($"{key}:Secrets", "is empty: nothing could be verified. Set the signing secret (whsec_…) that Spotnana showed when the subscription was created.");

        for (var i = 0; i < secrets.Count; i++)
        {
            if (!SigningSecret.TryParse(secrets[i], out var secret, out var error))
            {
                settings.Refuse($"{key}:Secrets:{i}", $"cannot be used: {error}");
                continue;
            }

            if (environment.IsProduction() && secret.Equals(SigningSecret.Parse(Sandbox.Secret)))
                settings.Refuse($"{key}:Secrets:{i}", "is the sandbox secret, which everybody knows. Set the subscription's own secret.");

            if (owners.Find(owner => owner.Secret.Equals(secret) && owner.Key != key) is { Key: { } other })
                settings.Refuse($"{key}:Secrets:{i}", $"is also a secret of {other}: a delivery for one could be replayed to the other. Give each subscription its own secret.");
            owners.Add((key, secret));
        }
    }
}
