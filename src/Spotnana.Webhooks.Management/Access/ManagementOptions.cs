namespace Spotnana.Webhooks.Receiver.Management;

/// <summary>The section <c>Management</c>: who may use the management listener. Read at start, but for the content of key files.</summary>
internal sealed class ManagementOptions
{
    public const string Section = "Management";

    /// <summary>Keys by name. None: the listener must be on loopback, and everything is allowed but payloads and erasure outside Development.</summary>
    public Dictionary<string, ManagementKeyOptions> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Host names without a port that are answered beside <c>localhost</c>, <c>127.0.0.1</c> and <c>[::1]</c>.</summary>
    public IList<string> AllowedHosts { get; } = [];
}
