using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Sums the inbox up: by handler, and as a whole.</summary>
internal sealed class Summaries(SqliteSession session, Stats stats, Pauses pauses)
{
    private readonly Statement _states = session.Prepare($"SELECT {StateTally.Columns} FROM delivery_tally");

    public IReadOnlyList<HandlerSummary> Handlers()
    {
        var counts = stats.Read().Handlers.ToDictionary(static handler => handler.Handler, StringComparer.Ordinal);
        var paused = pauses.Read().ToDictionary(static pause => pause.Handler, static pause => pause.PausedAt, StringComparer.Ordinal);
        return [.. counts.Keys.Union(paused.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Summary)];

        HandlerSummary Summary(string name)
        {
            return HandlerSummary.Of(name, counts.GetValueOrDefault(name), paused.TryGetValue(name, out var pausedAt) ? pausedAt : null);
        }
    }

    public InboxSummary Inbox()
    {
        var deliveries = Enum.GetValues<DeliveryState>().ToDictionary(static state => state, static _ => 0L);
        var discarded = 0L;
        foreach (var tally in _states.ReadAll(StateTally.Read))
        {
            if (tally.State == StateTally.Discarded)
                discarded = tally.Count;
            else
                deliveries[tally.State] = tally.Count;
        }

        var handlers = stats.Read().Handlers;
        return new InboxSummary(
            deliveries, handlers.Sum(static handler => handler.Pending), handlers.Min(static handler => handler.WaitingSince))
        {
            Discarded = discarded,
        };
    }

    private readonly record struct StateTally(DeliveryState State, long Count)
    {
        public const string Columns = "state, count";

        /// <summary>In place of a state: of the dead ones, those that were given up on purpose.</summary>
        public const DeliveryState Discarded = (DeliveryState)(-1);

        public static StateTally Read(Statement.Rows row) => new((DeliveryState)row.Integer(0), row.Integer(1));
    }
}
