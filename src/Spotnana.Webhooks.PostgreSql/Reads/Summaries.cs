using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>Reads summaries of the whole inbox: by handler, and by the state of deliveries.</summary>
internal static class Summaries
{
    private const string StatesSql = "SELECT state, sum(count)::bigint FROM delivery_tally GROUP BY state";

    // In place of a state: of the dead ones, those that were given up on purpose.
    private const DeliveryState Discarded = (DeliveryState)(-1);

    public static async Task<IReadOnlyList<HandlerSummary>> OfHandlersAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var stats = await Stats.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var counts = stats.Handlers.ToDictionary(handler => handler.Handler, StringComparer.Ordinal);
        var pauses = (await Pauses.ReadAsync(connection, cancellationToken).ConfigureAwait(false))
            .ToDictionary(pause => pause.Handler, pause => pause.PausedAt, StringComparer.Ordinal);
        return [.. counts.Keys.Union(pauses.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Summary)];

        HandlerSummary Summary(string name)
        {
            DateTimeOffset? pausedAt = pauses.TryGetValue(name, out var at) ? at : null;
            return HandlerSummary.Of(name, counts.GetValueOrDefault(name), pausedAt);
        }
    }

    public static async Task<InboxSummary> OfInboxAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var deliveries = Enum.GetValues<DeliveryState>().ToDictionary(state => state, _ => 0L);
        var counts = await connection.ReadAsync(
            row => (State: (DeliveryState)row.GetInt16(0), Count: row.GetInt64(1)),
            new(StatesSql),
            cancellationToken).ConfigureAwait(false);
        foreach (var (state, count) in counts.Where(row => row.State != Discarded))
            deliveries[state] = count;
        var handlers = (await Stats.ReadAsync(connection, cancellationToken).ConfigureAwait(false)).Handlers;
        return new InboxSummary(deliveries, handlers.Sum(handler => handler.Pending), handlers.Min(handler => handler.WaitingSince))
        {
            Discarded = counts.Find(row => row.State == Discarded).Count,
        };
    }
}
