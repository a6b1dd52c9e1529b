namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>A subscription as the intake uses it: validated, decoded.</summary>
internal sealed class Subscription(string name, SubscriptionOptions options, SubscriptionCredentials credentials)
{
    public string Name { get; } = name;

    public string Path { get; } = options.PathOf(name);

    /// <summary>Where tokens are given, and for how long; null where none are.</summary>
    public (string Path, TimeSpan Lifetime)? Tokens { get; } =
        options.OAuth.Enabled ? (options.TokenPathOf(name), options.OAuth.TokenLifetime) : null;

    /// <summary>
    /// The secrets and headers that requests are checked against now. They change while the service runs: ask once for each check.
    /// </summary>
    public CredentialSet Credentials => credentials.Current;

    public string[] ApiVersions { get; } = [.. options.ApiVersions];

    public bool RequireApiVersion { get; } = options.RequireApiVersion;

    public SubscriptionFilter Filter { get; } = new(options);

    public static string DefaultPath(string name) => $"/webhooks/{name}";
}
