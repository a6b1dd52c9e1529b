using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Cli.Tests.Support;

/// <summary>A test that needs a PostgreSQL server: skipped where a developer has none, failing in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = TestServer.Missing!;
}
