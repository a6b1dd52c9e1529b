using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>The inbox's numbers, out of the counts that triggers keep.</summary>
[NeedsPostgreSql]
public sealed class StatsTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task What_a_redrive_a_discard_or_a_pruning_changes_is_counted_too()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await inbox.AppendAsync(
            [.. Enumerable.Range(0, 4).Select(i => Make.Entry($"{i}", $"pnr/{i}")), new(Make.Delivery("u"), [], DeadReason.Unreadable)],
            default);
        foreach (var lease in await inbox.LeaseAsync("h", 4, TimeSpan.FromMinutes(1), default))
            await inbox.SettleAsync(Settlement.Dead(lease, default, "no", DeadReason.Rejected), next: null, default);

        await _database.ExecuteAsync(
            """
            UPDATE handling SET state = 0, reason = NULL WHERE delivery = 1;
            UPDATE handling SET reason = 3 WHERE delivery = 2;
            DELETE FROM handling WHERE delivery = 3;
            UPDATE delivery SET state = 3, reason = NULL WHERE id = 'u';
            """);
        var stats = await inbox.ReadStatsAsync(default);

        var handler = Assert.Single(stats.Handlers);
        Assert.Equal((1, 1, 1), (handler.Pending, handler.Dead[DeadReason.Rejected], handler.Dead[DeadReason.Discarded]));
        Assert.Equal([new(DeadReason.Unreadable, 0)], stats.Quarantined);
    }

    [Fact]
    public async Task Many_changes_are_folded_while_others_count_on_and_the_sums_stay_right()
    {
        await using var inbox = await Replica.OpenAsync(_database);
        await using var other = await Replica.OpenAsync(_database);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await inbox.AppendAsync([Make.Unhandled(Make.Delivery($"u {worker} {i}")), Make.Entry($"{worker} {i}", null)], default);
                if (i % 20 == 0)
                    await Task.WhenAll(inbox.ReadStatsAsync(default), other.ReadStatsAsync(default));
            }
        })));

        await Task.WhenAll(inbox.ReadStatsAsync(default), other.ReadStatsAsync(default));
        var summary = await inbox.ReadSummaryAsync(default);
        Assert.Equal((800, 800), (summary.Deliveries[DeliveryState.Pending], summary.Deliveries[DeliveryState.Unhandled]));
        Assert.Equal(800, summary.Backlog);
        Assert.InRange((await _database.QueryAsync("SELECT count(*) FROM tally", row => row.GetInt64(0)))[0], 1, 500);
    }
}
