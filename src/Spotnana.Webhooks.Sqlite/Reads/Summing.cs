using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>Tells what there is in all: of each handler, and by state.</summary>
internal sealed class Summing(SqliteSession session, Counting counting)
{
    internal const string StatesSql = "SELECT state, count FROM delivery_tally";

    internal const string PausesSql = "SELECT handler, paused_at FROM pause";

    private readonly Statement _states = session.Prepare(StatesSql);
    private readonly Statement _pauses = session.Prepare(PausesSql);

    public IReadOnlyList<HandlerSummary> Handlers()
    {
        var counts = counting.Read().Handlers.ToDictionary(handler => handler.Handler, StringComparer.Ordinal);
        var pauses = Pauses();
        return [.. counts.Keys.Union(pauses.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Summary)];

        HandlerSummary Summary(string name)
        {
            var count = counts.GetValueOrDefault(name);
            return new HandlerSummary(
                name, count?.Pending ?? 0, count?.Dead.Values.Sum() ?? 0, count?.WaitingSince, pauses.TryGetValue(name, out var pausedAt) ? pausedAt : null);
        }
    }

    public InboxSummary Inbox()
    {
        var deliveries = Enum.GetValues<DeliveryState>().ToDictionary(state => state, _ => 0L);
        using (var row = _states.Read())
        {
            while (row.Next())
                deliveries[(DeliveryState)row.Integer(0)] = row.Integer(1);
        }

        var handlers = counting.Read().Handlers;
        return new InboxSummary(deliveries, handlers.Sum(handler => handler.Pending), handlers.Min(handler => handler.WaitingSince));
    }

    private Dictionary<string, DateTimeOffset> Pauses()
    {
        var pauses = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        using var row = _pauses.Read();
        while (row.Next())
            pauses.Add(row.Text(0), row.Time(1));
        return pauses;
    }
}
