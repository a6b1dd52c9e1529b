namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>One entry of the section <c>Subscriptions</c>: one Spotnana webhook subscription.</summary>
/// <remarks>
/// Secrets and values of required headers are read again while the service runs, those in files every second: what was last found good
/// stays in use while the present content is not. Everything else is read at start, also which files and which headers there are.
/// </remarks>
public sealed class SubscriptionOptions
{
    /// <summary>The path of its URL. Default <c>/webhooks/{name}</c>.</summary>
    public string? Path { get; set; }

    /// <summary>The path where its deliveries go in: <see cref="Path"/> or its default.</summary>
    /// <param name="name">The subscription's name.</param>
    public string PathOf(string name) => Path ?? Subscription.DefaultPath(name);

    /// <summary>
    /// Its signing secrets (<c>whsec_…</c>), all valid at once with those of <see cref="SecretFiles"/> so that one can be rotated. At least one
    /// in all. Logs name a secret by its index: first these, then the lines of each file.
    /// </summary>
    public IList<string> Secrets { get; } = [];

    /// <summary>Paths of files that hold signing secrets, one a line. White space around them is ignored.</summary>
    public IList<string> SecretFiles { get; } = [];

    /// <summary>The accepted values of the header <c>API-Version</c>. Without this key <c>2.0</c>; an empty list checks nothing.</summary>
    public IList<string> ApiVersions { get; } = [];

    /// <summary>Whether a delivery without the header <c>API-Version</c> is refused. Default true.</summary>
    public bool RequireApiVersion { get; set; } = true;

    /// <summary>The event types that are wanted; empty: all. Others are answered 200 and kept as skipped, without their body.</summary>
    public IList<string> EventTypes { get; } = [];

    /// <summary>Operations that are not wanted, in any published spelling; empty: none. They are skipped as other event types are.</summary>
    public IList<string> ExcludedOperations { get; } = [];

    /// <summary>Ids of the customer organizations that are wanted; empty: all. What names no organization is never skipped for that.</summary>
    public IList<string> Organizations { get; } = [];

    /// <summary>
    /// Headers that every request must carry, by name, with their secret value: the subscription's <c>customHeaders</c> at Spotnana. They come
    /// beside the signature, never in its place.
    /// </summary>
    public IDictionary<string, string> RequiredHeaders { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Paths of files that hold the values of required headers, by the header's name. Several lines: each is accepted.</summary>
    public IDictionary<string, string> RequiredHeaderFiles { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
