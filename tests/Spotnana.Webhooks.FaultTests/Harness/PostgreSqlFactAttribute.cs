using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>A test that starts, and stops, a PostgreSQL of its own: skipped where its programs are not there.</summary>
public sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = TestServer.MissingPrograms;
}
