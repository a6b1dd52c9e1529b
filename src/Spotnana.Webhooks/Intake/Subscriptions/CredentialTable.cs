using Microsoft.Extensions.Hosting;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>The secrets and required headers of all subscriptions, and the rules that they must keep among each other.</summary>
internal sealed class CredentialTable
{
    private readonly bool _refusesSandbox;
    private readonly SubscriptionCredentials[] _subscriptions;

    public CredentialTable(SubscriptionsOptions options, IHostEnvironment environment)
    {
        _refusesSandbox = !environment.IsDevelopment();
        _subscriptions = [.. options.Subscriptions.Select(entry => new SubscriptionCredentials(entry.Key, entry.Value, ParseSecret))];
    }

    /// <summary>One for each subscription, in the order of the options.</summary>
    public IReadOnlyList<SubscriptionCredentials> Subscriptions => _subscriptions;

    /// <summary>Reads every setting and file and takes into use what is good. One caller at a time.</summary>
    /// <returns>What is new since the last call.</returns>
    public IReadOnlyList<CredentialNews> Read(SubscriptionsOptions options)
    {
        foreach (var subscription in _subscriptions)
            subscription.Read(options);
        RejectShared(subscription => subscription.Secrets, "secret", "a delivery for one could be replayed to the other");
        RejectShared(
            subscription => subscription.ClientSecrets, "client's secret", "the client of one could get tokens for the other");
        return [.. _subscriptions.SelectMany(subscription => subscription.Adopt())];
    }

    /// <summary>
    /// Of a secret of two subscriptions, the later setting is refused. It is compared with what earlier ones will hold and with what later
    /// ones still hold, so that what it falls back to is nobody else's either.
    /// </summary>
    private void RejectShared<T>(Func<SubscriptionCredentials, IReadOnlyList<SecretSource<T>>> sourcesOf, string what, string danger)
        where T : class, IEquatable<T>
    {
        for (var i = 0; i < _subscriptions.Length; i++)
        {
            foreach (var source in sourcesOf(_subscriptions[i]))
            {
                foreach (var (name, secret) in source.Candidates.ToList())
                {
                    if (Owner(sourcesOf, secret, i) is { } other)
                        source.Refuse($"{name} is also a {what} of {other}: {danger}. Give each subscription its own secret.");
                }
            }
        }
    }

    private string? Owner<T>(Func<SubscriptionCredentials, IReadOnlyList<SecretSource<T>>> sourcesOf, T secret, int exceptOf)
        where T : class, IEquatable<T>
    {
        for (var i = 0; i < _subscriptions.Length; i++)
        {
            if (i == exceptOf)
                continue;
            var held = sourcesOf(_subscriptions[i]).SelectMany(source => i < exceptOf ? source.Candidates : source.InUse);
            if (held.Any(other => other.Value.Equals(secret)))
                return _subscriptions[i].Key;
        }

        return null;
    }

    private string? ParseSecret(string text, out SigningSecret? secret)
    {
        if (!SigningSecret.TryParse(text, out secret, out var error))
            return $"cannot be used: {error}";
        return _refusesSandbox && secret.Equals(SigningSecret.Parse(Sandbox.Secret))
            ? "is the sandbox secret, which everybody knows: only Development may have it. Set the subscription's own secret."
            : null;
    }
}
