namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>
/// A class whose tests, inherited ones too, need a PostgreSQL server: skipped with a reason where a developer has none, failing in CI.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsPostgreSqlAttribute : Attribute
{
    /// <summary>True: a server that the test may stop.</summary>
    public bool Private { get; set; }
}
