using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>Opens engines, as replicas of a service do.</summary>
internal static class Replica
{
    /// <param name="connectionString">How it connects.</param>
    /// <param name="time">Its own clock.</param>
    /// <param name="clock">The inbox's clock; null: the database's.</param>
    /// <param name="log">What it logs.</param>
    public static PostgreSqlInbox Create(
        string connectionString, TimeProvider? time = null, TimeProvider? clock = null,
        Microsoft.Extensions.Logging.ILogger<PostgreSqlInbox>? log = null) =>
        new(
            new PostgreSqlInboxOptions { ConnectionString = connectionString }, time ?? TimeProvider.System,
            log ?? NullLogger<PostgreSqlInbox>.Instance, new InboxClock(clock));

    public static async Task<PostgreSqlInbox> OpenAsync(
        TestDatabase database, TimeProvider? time = null, TimeProvider? clock = null, string more = "")
    {
        var inbox = Create($"{database.ConnectionString};{more}", time, clock);
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }

    /// <summary>Calls until the inbox is available.</summary>
    public static Task<T> RecoversAsync<T>(Func<Task<T>> call) => Wait.SucceedsAsync(call, failure => failure is InboxUnavailableException);

    /// <summary>Waits until something is so.</summary>
    public static Task UntilAsync(Func<Task<bool>> isSo, [CallerArgumentExpression(nameof(isSo))] string source = "") =>
        Wait.UntilAsync(isSo, source: source);
}
