using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>The target of a route, and how requests are sent to it.</summary>
internal sealed class ForwardOptions
{
    /// <summary>The URL that deliveries are posted to: https, loopback, or see <see cref="AllowHttp"/>.</summary>
    public string Url { get; set; } = "";

    /// <summary>
    /// The secret (<c>whsec_…</c>) that requests are signed with. Without this and without <see cref="SecretFile"/> they are not signed.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>The path of a file that holds the secret; read again while the service runs.</summary>
    public string? SecretFile { get; set; }

    /// <summary>Further headers of each request, by name.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Paths of files that hold the values of such headers, by the header's name; read again while the service runs.</summary>
    public IDictionary<string, string> HeaderFiles { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long the target may take to answer. Default 20 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many requests may be under way at once. Default 8.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>Allows plain http beyond loopback.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// The proxy to the target: its URL, or <c>environment</c> for what <c>HTTPS_PROXY</c> and its like name. Empty, the default: none.
    /// To this machine there is never one.
    /// </summary>
    public string Proxy { get; set; } = "";

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Url), SettingsShape.Text),
        (nameof(Secret), SettingsShape.Text),
        (nameof(SecretFile), SettingsShape.Text),
        (nameof(Headers), SettingsShape.MapOf(SettingsShape.Text)),
        (nameof(HeaderFiles), SettingsShape.MapOf(SettingsShape.Text)),
        (nameof(Timeout), SettingsShape.Duration),
        (nameof(Concurrency), SettingsShape.Number),
        (nameof(AllowHttp), SettingsShape.Flag),
        (nameof(Proxy), SettingsShape.Text));
}
