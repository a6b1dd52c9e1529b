namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <summary>Where a route sends to, and how.</summary>
internal sealed class ForwardOptions
{
    public string Url { get; set; } = "";

    /// <summary>How long the target may take to answer. Default 20 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many requests may be under way at once. Default 8.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>Allows plain http beyond loopback.</summary>
    public bool AllowHttp { get; set; }
}
