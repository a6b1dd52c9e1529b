using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>Opens engines, as replicas of a service do.</summary>
internal static class Replica
{
    /// <summary>A row for each session that has begun to listen for new work.</summary>
    public const string ListeningSql =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";

    /// <summary>A row for each session that waits for a lock.</summary>
    public const string WaitingForLockSql =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    /// <param name="connectionString">How it connects.</param>
    /// <param name="time">Its own clock.</param>
    /// <param name="clock">The inbox's clock; null: the database's.</param>
    /// <param name="log">Its log; null: none.</param>
    public static PostgreSqlInbox Create(
        string connectionString, TimeProvider? time = null, TimeProvider? clock = null,
        Microsoft.Extensions.Logging.ILogger<PostgreSqlInbox>? log = null) =>
        new(
            new PostgreSqlInboxOptions { ConnectionString = connectionString }, time ?? TimeProvider.System,
            log ?? NullLogger<PostgreSqlInbox>.Instance, new InboxClock(clock));

    public static async Task<PostgreSqlInbox> OpenAsync(
        TestDatabase database, TimeProvider? time = null, TimeProvider? clock = null, string more = "",
        Microsoft.Extensions.Logging.ILogger<PostgreSqlInbox>? log = null)
    {
        var inbox = Create($"{database.ConnectionString};{more}", time, clock, log);
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }

    /// <summary>Whether a failure passes once the database is there again.</summary>
    public static bool IsUnavailable(Exception failure) => failure is InboxUnavailableException;
}
