namespace Spotnana.Webhooks.PostgreSql;

/// <summary>The section <c>Inbox:PostgreSql</c>: where the shared inbox lives. Read at start.</summary>
public sealed class PostgreSqlInboxOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Inbox:PostgreSql";

    /// <summary>
    /// How Npgsql connects, for example <c>Host=db;Database=webhooks;Username=webhooks;Password=…;SSL Mode=VerifyFull</c>. Several hosts and
    /// <c>Target Session Attributes=primary</c> follow a failover. Not through a pooler that lends connections by the transaction: listening needs its own.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>A file that holds the connection string, instead of <see cref="ConnectionString"/>.</summary>
    public string ConnectionStringFile { get; set; } = "";
}
