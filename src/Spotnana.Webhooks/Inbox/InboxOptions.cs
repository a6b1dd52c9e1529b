namespace Spotnana.Webhooks.Inbox;

/// <summary>The section <c>Inbox</c>. Read at start.</summary>
public sealed class InboxOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Inbox";

    /// <summary>Which engine stores deliveries: <c>Sqlite</c> (default), <c>PostgreSql</c> or <c>Memory</c> (keeps nothing across a restart: for trying out and measuring).</summary>
    public string Engine { get; set; } = "Sqlite";

    /// <summary>How long things are kept.</summary>
    public RetentionOptions Retention { get; set; } = new();
}
