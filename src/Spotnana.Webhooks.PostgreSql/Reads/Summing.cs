using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Transfer;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Tells what there is in all: of each handler, and by state.</summary>
internal static class Summing
{
    private const string StatesSql = "SELECT state, sum(count)::bigint FROM delivery_tally GROUP BY state";

    public static async Task<IReadOnlyList<HandlerSummary>> HandlersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var stats = await Counting.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var counts = stats.Handlers.ToDictionary(handler => handler.Handler, StringComparer.Ordinal);
        var paused = await connection.ReadAsync(row => (Handler: row.GetString(0), At: row.Time(1)), new(Exporting.PausesSql), cancellationToken).ConfigureAwait(false);
        var pauses = paused.ToDictionary(pause => pause.Handler, pause => pause.At, StringComparer.Ordinal);
        return [.. counts.Keys.Union(pauses.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Summary)];

        HandlerSummary Summary(string name)
        {
            var count = counts.GetValueOrDefault(name);
            return new HandlerSummary(
                name, count?.Pending ?? 0, count?.Dead.Values.Sum() ?? 0, count?.WaitingSince, pauses.TryGetValue(name, out var pausedAt) ? pausedAt : null);
        }
    }

    public static async Task<InboxSummary> InboxAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var deliveries = Enum.GetValues<DeliveryState>().ToDictionary(state => state, _ => 0L);
        foreach (var (state, count) in await connection.ReadAsync(row => ((DeliveryState)row.GetInt16(0), row.GetInt64(1)), new(StatesSql), cancellationToken).ConfigureAwait(false))
            deliveries[state] = count;
        var handlers = (await Counting.ReadAsync(connection, cancellationToken).ConfigureAwait(false)).Handlers;
        return new InboxSummary(deliveries, handlers.Sum(handler => handler.Pending), handlers.Min(handler => handler.WaitingSince));
    }
}
