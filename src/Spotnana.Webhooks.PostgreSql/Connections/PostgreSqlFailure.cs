using System.Net.Sockets;
using Npgsql;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.PostgreSql.Connections;

/// <summary>The meaning of a failure of the database for the inbox.</summary>
internal static class PostgreSqlFailure
{
    // Classes of SQLSTATE: data exception, integrity constraint, program limit exceeded.
    private static readonly string[] DataClasses = ["22", "23", "54"];

    // Authentication, no such database, no rights, no such table: waiting does not fix any of them.
    private static readonly string[] SettingsClasses = ["28", "3D", "3F", "42"];

    /// <summary>
    /// True where the entry itself is at fault: the store works, and the entry's neighbours go on. A key that is there twice does not
    /// count: an entry's own keys are looked up before, so the clash is with one of the store's numbers.
    /// </summary>
    public static bool IsData(Exception failure) =>
        failure is PostgresException { SqlState: not PostgresErrorCodes.UniqueViolation } postgres && IsIn(postgres, DataClasses);

    /// <summary>True for whatever the database, or the network on the way to it, fails with: a later call may succeed.</summary>
    public static bool IsInfrastructure(Exception failure) =>
        failure is NpgsqlException or TimeoutException or IOException or SocketException;

    /// <summary>True where the pool's connections are probably of no more use: cut, or to a server that is no longer the primary.</summary>
    public static bool EndsConnections(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => true,
        PostgresException postgres => IsIn(postgres, ["57P", "08"]),
        _ => failure is not TimeoutException && failure.InnerException is not TimeoutException,
    };

    /// <summary>True where an operator has to fix a setting before the inbox can be opened.</summary>
    public static bool IsSettings(Exception failure) => failure switch
    {
        PostgresException postgres => IsIn(postgres, SettingsClasses),
        NpgsqlException { InnerException: System.Security.Authentication.AuthenticationException } => true,
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } => false,
        NpgsqlException npgsql =>
            npgsql.Message.StartsWith("SSL connection requested", StringComparison.Ordinal)
            || npgsql.Message.StartsWith("No password", StringComparison.Ordinal),
        _ => failure is ArgumentException,
    };

    /// <summary>The exception that callers get. They cannot know that nothing was committed: the answer to a COMMIT can be lost.</summary>
    public static InboxUnavailableException Unavailable(Exception failure) =>
        new($"The inbox database does not work for now: {Describe(failure)}", failure);

    /// <summary>The failure in one line, without the connection string and without anything from a row.</summary>
    public static string Describe(Exception failure) => failure switch
    {
        PostgresException postgres => $"{postgres.MessageText} (SQLSTATE {postgres.SqlState})",
        { InnerException: { } inner } => $"{failure.Message.TrimEnd('.')}: {inner.Message}",
        _ => failure.Message,
    };

    private static bool IsIn(PostgresException failure, string[] classes) =>
        Array.Exists(classes, one => failure.SqlState.StartsWith(one, StringComparison.Ordinal));
}
