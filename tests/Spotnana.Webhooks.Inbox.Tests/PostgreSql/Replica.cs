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
    public static PostgreSqlInbox Create(string connectionString, TimeProvider? time = null, TimeProvider? clock = null, Microsoft.Extensions.Logging.ILogger<PostgreSqlInbox>? log = null) =>
        new(new PostgreSqlInboxOptions { ConnectionString = connectionString }, time ?? TimeProvider.System, log ?? NullLogger<PostgreSqlInbox>.Instance, new InboxClock(clock));

    public static async Task<PostgreSqlInbox> OpenAsync(TestDatabase database, TimeProvider? time = null, TimeProvider? clock = null, string more = "")
    {
        var inbox = Create($"{database.ConnectionString};{more}", time, clock);
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }

    /// <summary>Waits until something does not throw that the inbox is unavailable.</summary>
    public static async Task<T> RecoversAsync<T>(Func<Task<T>> call)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                return await call();
            }
            catch (InboxUnavailableException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            Assert.False(patience.IsCancellationRequested, "It is not so after a minute.");
            await Task.Delay(20);
        }
    }
}
