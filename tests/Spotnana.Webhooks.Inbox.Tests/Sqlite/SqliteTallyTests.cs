using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>The numbers that triggers keep.</summary>
public sealed class SqliteTallyTests : IDisposable
{
    private readonly InboxFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Make.Start);

    public void Dispose() => _folder.Delete();

    [Fact]
    public async Task What_a_redrive_a_discard_or_a_pruning_changes_is_counted_too()
    {
        await using var inbox = await OpenAsync();
        await inbox.AppendAsync(
            [.. Enumerable.Range(0, 4).Select(i => Make.Entry($"{i}", $"pnr/{i}")), new(Make.Delivery("u"), [], DeadReason.Unreadable)],
            default);
        foreach (var lease in await inbox.LeaseAsync("h", 4, TimeSpan.FromMinutes(1), default))
            await inbox.SettleAsync(Settlement.Dead(lease, default, "no", DeadReason.Rejected), next: null, default);

        _folder.Execute(
            """
            UPDATE handling SET state = 0, reason = NULL, received_at = 7 WHERE delivery = 1;
            UPDATE handling SET reason = 3 WHERE delivery = 2;
            DELETE FROM handling WHERE delivery = 3;
            UPDATE delivery SET state = 3, reason = NULL WHERE id = 'u';
            """);
        var stats = await inbox.ReadStatsAsync(default);

        Assert.Equal(["h 1 7 Discarded=1 Rejected=1"], stats.Handlers.Select(Describe));
        Assert.Equal([new(DeadReason.Unreadable, 0)], stats.Quarantined);
    }

    private async Task<SqliteInbox> OpenAsync()
    {
        var inbox = new SqliteInbox(new SqliteInboxOptions { Path = _folder.File }, _time, NullLogger<SqliteInbox>.Instance);
        Assert.True(await inbox.TryOpenAsync(default));
        return inbox;
    }

    private static string Describe(HandlerStats stats) =>
        $"{stats.Handler} {stats.Pending} {(stats.WaitingSince - DateTimeOffset.UnixEpoch)?.TotalMicroseconds} "
        + $"{string.Join(' ', stats.Dead.OrderBy(dead => $"{dead.Key}", StringComparer.Ordinal).Select(dead => $"{dead.Key}={dead.Value}"))}";
}
