using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Telemetry;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>What replicas know of handlers that cannot work.</summary>
[NeedsPostgreSql]
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestServer.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task An_outage_is_seen_by_all_replicas_until_it_ends_or_its_replica_is_long_gone()
    {
        await using var one = await Replica.OpenAsync(_database);
        await using var two = await Replica.OpenAsync(_database);
        var now = TimeProvider.System.GetUtcNow();
        await one.NoteOutageAsync(new HandlerOutage("h", now - _minute, "refused", now + _minute), lasting: _minute * 60, default);
        await one.NoteOutageAsync(new HandlerOutage("h", now, "no such name", now + _minute), lasting: _minute * 60, default);

        var seen = Assert.Single(await two.ReadOutagesAsync(default));
        Assert.Equal(("h", "no such name"), (seen.Handler, seen.LastError));
        Assert.True(seen.Since < seen.NextTryAt - _minute);

        await two.EndOutageAsync("h", default); // only its own
        Assert.Single(await two.ReadOutagesAsync(default));
        await one.EndOutageAsync("h", default);
        Assert.Empty(await two.ReadOutagesAsync(default));

        await one.NoteOutageAsync(new HandlerOutage("h", now, "refused", now), lasting: -_minute, default);
        Assert.Empty(await two.ReadOutagesAsync(default));
    }

    [Fact]
    public async Task What_cannot_work_is_told_by_every_replica_since_the_first_of_them_saw_it()
    {
        await using var one = await Replica.OpenAsync(_database);
        await using var two = await Replica.OpenAsync(_database);
        await using var three = await Replica.OpenAsync(_database);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var (first, second, third) = (Outages(one), Outages(two), Outages(three));
        var now = TimeProvider.System.GetUtcNow();
        await first.NoteAsync(new HandlerOutage("h", now - (_minute * 60), "refused", now + _minute), timeout: _minute * 60);
        await second.NoteAsync(new HandlerOutage("h", now, "no such name", now + (_minute * 60)), timeout: _minute * 60);

        foreach (var replica in (HandlerOutages[])[first, second, third])
        {
            var seen = (await replica.ReadAsync(default))["h"];
            Assert.Equal("no such name", seen.LastError);
            Assert.True(seen.Since < now - (_minute * 30) && seen.NextTryAt < now + (_minute * 30), seen.ToString());
        }

        await first.EndAsync("h");
        Assert.True((await first.ReadAsync(default))["h"].Since > now - (_minute * 30));
        await second.EndAsync("h");
        Assert.Empty(await third.ReadAsync(default));

        HandlerOutages Outages(IInbox inbox) => new(
            inbox, new WebhookMetrics(services.GetRequiredService<IMeterFactory>(), TimeProvider.System), TimeProvider.System,
            NullLogger<HandlerOutages>.Instance);
    }

    [Fact]
    public async Task A_try_reaches_all_replicas()
    {
        await using var one = await Replica.OpenAsync(_database);
        await using var two = await Replica.OpenAsync(_database);
        await Wait.UntilAsync(async () => (await _database.QueryAsync(Replica.ListeningSql, _ => true)).Count == 2);
        var tried = two.WaitForTryAsync("h", default);

        await one.TryAsync("h", default);

        await tried.WaitAsync(Wait.Bound);
    }
}
