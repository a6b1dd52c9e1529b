using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.PostgreSql;

/// <summary>The section <c>Inbox:PostgreSql</c>: where the shared inbox lives. Read at start.</summary>
public sealed class PostgreSqlInboxOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Inbox:PostgreSql";

    /// <summary>
    /// The connection string for Npgsql, for example
    /// <c>Host=db;Database=webhooks;Username=webhooks;Password=…;SSL Mode=VerifyFull</c>. Several hosts and
    /// <c>Target Session Attributes=primary</c> follow a failover. It must not lead through a pooler that lends connections by the
    /// transaction: listening needs one of its own. Empty by default: either this or <see cref="ConnectionStringFile"/> has to be set.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The path of a file that holds the connection string, instead of <see cref="ConnectionString"/>. Empty by default.</summary>
    public string ConnectionStringFile { get; set; } = "";

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(ConnectionString), SettingsShape.Text),
        (nameof(ConnectionStringFile), SettingsShape.Text));
}
