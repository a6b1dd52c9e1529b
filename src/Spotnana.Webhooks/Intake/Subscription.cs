using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake;

/// <summary>A subscription as the intake uses it: validated, decoded.</summary>
internal sealed class Subscription(string name, SubscriptionOptions options)
{
    public string Name { get; } = name;

    public string Path { get; } = options.Path ?? DefaultPath(name);

    public SigningSecret[] Secrets { get; } = [.. options.Secrets.Select(SigningSecret.Parse)];

    public string[] ApiVersions { get; } = [.. options.ApiVersions];

    public bool RequireApiVersion { get; } = options.RequireApiVersion;

    public static string DefaultPath(string name) => $"/webhooks/{name}";
}
