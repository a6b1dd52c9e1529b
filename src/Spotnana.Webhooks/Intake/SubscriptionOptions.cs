namespace Spotnana.Webhooks.Intake;

/// <summary>One entry of the section <c>Subscriptions</c>: one Spotnana webhook subscription.</summary>
public sealed class SubscriptionOptions
{
    /// <summary>The path of its URL. Default <c>/webhooks/{name}</c>.</summary>
    public string? Path { get; set; }

    /// <summary>Its signing secrets (<c>whsec_…</c>), all valid at once so that one can be rotated. At least one.</summary>
    public IList<string> Secrets { get; } = [];

    /// <summary>The accepted values of the header <c>API-Version</c>. Without this key <c>2.0</c>; an empty list checks nothing.</summary>
    public IList<string> ApiVersions { get; } = [];

    /// <summary>Whether a delivery without the header <c>API-Version</c> is refused. Default true.</summary>
    public bool RequireApiVersion { get; set; } = true;
}
