using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>One entry of the section <c>Subscriptions</c>: one Spotnana webhook subscription.</summary>
/// <remarks>
/// Secrets and values of required headers are read again every second while the service runs. While the present content of a setting or
/// file cannot be used, the one that was last found good stays in use. Everything else is read at start, including which files and headers
/// there are.
/// </remarks>
public sealed class SubscriptionOptions
{
    /// <summary>The path of its URL. Default <c>/webhooks/{name}</c>.</summary>
    public string? Path { get; set; }

    /// <summary>The path that its deliveries are posted to: <see cref="Path"/> or its default.</summary>
    /// <param name="name">The subscription's name, for the default.</param>
    public string PathOf(string name) => Path ?? Subscription.DefaultPath(name);

    /// <summary>The path where its client gets tokens, if <see cref="OAuth"/> is enabled: its own path and <c>/oauth/token</c>.</summary>
    /// <param name="name">The subscription's name, for the default.</param>
    public string TokenPathOf(string name) => $"{PathOf(name).TrimEnd('/')}/oauth/token";

    /// <summary>
    /// Its signing secrets (<c>whsec_…</c>). They are valid at the same time as those of <see cref="SecretFiles"/>, so that one can be
    /// rotated; unless <see cref="OAuth"/> is enabled, there must be at least one in all. Logs name a secret by its index, which counts
    /// these first, then the lines of each file, then the secrets of <see cref="OAuth"/>.
    /// </summary>
    public IList<string> Secrets { get; } = [];

    /// <summary>Paths of files that hold signing secrets, one a line. White space around them is ignored.</summary>
    public IList<string> SecretFiles { get; } = [];

    /// <summary>The accepted values of the header <c>API-Version</c>. Without this key <c>2.0</c>; an empty list checks nothing.</summary>
    public IList<string> ApiVersions { get; } = [];

    /// <summary>Whether a delivery without the header <c>API-Version</c> is refused. Default true.</summary>
    public bool RequireApiVersion { get; set; } = true;

    /// <summary>The event types that are wanted; empty: all. Others are answered 200 and kept as skipped, without their bodies.</summary>
    public IList<string> EventTypes { get; } = [];

    /// <summary>
    /// Operations that are not wanted, in any published spelling; empty: none. They are skipped as other event types are.
    /// </summary>
    public IList<string> ExcludedOperations { get; } = [];

    /// <summary>
    /// Ids of the customer organizations that are wanted; empty: all. An event that names none is never skipped for that.
    /// </summary>
    public IList<string> Organizations { get; } = [];

    /// <summary>
    /// Headers that every request must carry, by name, with their secret value: the subscription's <c>customHeaders</c> at Spotnana. They
    /// are asked for in addition to the signature, never instead of it.
    /// </summary>
    public IDictionary<string, string> RequiredHeaders { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Paths of files that hold values of required headers, by the header's name. Each line is a value that is accepted.</summary>
    public IDictionary<string, string> RequiredHeaderFiles { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The names of further subscriptions in which the purge of a traveler here erases, too; empty: none. Two subscriptions may be about
    /// the same travelers.
    /// </summary>
    public IList<string> PurgeReaches { get; } = [];

    /// <summary>Tokens in place of signatures, for older partners. Off by default.</summary>
    public OAuthOptions OAuth { get; set; } = new();

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Path), SettingsShape.Text),
        (nameof(Secrets), SettingsShape.TextList),
        (nameof(SecretFiles), SettingsShape.TextList),
        (nameof(ApiVersions), SettingsShape.TextList),
        (nameof(RequireApiVersion), SettingsShape.Flag),
        (nameof(EventTypes), SettingsShape.TextList),
        (nameof(ExcludedOperations), SettingsShape.TextList),
        (nameof(Organizations), SettingsShape.TextList),
        (nameof(RequiredHeaders), SettingsShape.MapOf(SettingsShape.Text)),
        (nameof(RequiredHeaderFiles), SettingsShape.MapOf(SettingsShape.Text)),
        (nameof(PurgeReaches), SettingsShape.TextList),
        (nameof(OAuth), OAuthOptions.Shape));
}
