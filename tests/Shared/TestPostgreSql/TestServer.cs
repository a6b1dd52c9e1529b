using Npgsql;

namespace Spotnana.Webhooks.TestPostgreSql;

/// <summary>The server that the tests of a run share: the one that SPOTNANA_TEST_POSTGRES names, else a private cluster.</summary>
internal static class TestServer
{
    private const string Variable = "SPOTNANA_TEST_POSTGRES";

    // What is tested here survives a crash of the server, not of the machine: no fsync makes the tests fast. It ends with
    // the process, and must not before.
    private static readonly Lazy<Task<PrivateCluster>> _cluster = new(() => PrivateCluster.StartAsync("fsync=off"));

    /// <summary>Why there is none; null: there is one. In CI there always is, or the tests fail.</summary>
    public static string? Missing => Named is null ? MissingPrograms : null;

    /// <summary>Why no private cluster can be had; null: it can.</summary>
    public static string? MissingPrograms =>
        PostgreSqlPrograms.Folder is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
            ? $"Needs PostgreSQL, and its programs are not there: apt-get install postgresql, or name a server in {Variable}"
            : null;

    private static string? Named => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : null;

    /// <summary>How its superuser, or the role that was named, connects.</summary>
    public static async Task<string> ConnectionStringAsync() => Named ?? (await _cluster.Value).ConnectionString;

    public static async Task<TestDatabase> CreateDatabaseAsync() =>
        await TestDatabase.CreateAsync(new NpgsqlConnectionStringBuilder(await ConnectionStringAsync()));
}
