using System.Text;
using Npgsql;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Reads;

/// <summary>
/// The queries of a filter. Its most selective condition that has an index with the sequence in it leads (a handler's dead letters, the
/// subject, a state other than completed, else the table itself). The others are checked row by row; the caller bounds how many rows.
/// </summary>
internal sealed class DeliverySearch
{
    // $1 and $2 bound the sequence, $3 is the limit, $4 the value of the condition that leads.
    private const int Bounds = 3;

    private readonly StringBuilder _rest = new();
    private readonly List<Func<NpgsqlParameter>> _values = [];
    private readonly int _leading;
    private readonly string _from = "delivery";
    private readonly string _lead = "true";
    private readonly string _join = "";
    private readonly string _key = "delivery.seq";

    private DeliverySearch(DeliveryFilter filter, bool deadHandlingsOnly)
    {
        var state = filter.State ?? (filter.Reason is null || deadHandlingsOnly ? null : DeliveryState.Dead);
        if (deadHandlingsOnly)
        {
            (_from, _join, _key) = ("handling", " JOIN delivery ON delivery.seq = handling.delivery", "handling.delivery");
            _lead = $"handling.handler = {Take(() => Values.Of(filter.Handler))} AND handling.state = 2";
        }
        else if (filter.Subject is { } subject && Subject.Meanings(subject) is [var only])
        {
            _lead = $"delivery.subject = {Take(() => Values.Of(only))} AND delivery.subject IS NOT NULL";
        }
        else if (filter.Subject is not null)
        {
            // The offset makes the index of the subject lead: to go by the sequence might read all deliveries.
            _from = $"(SELECT * FROM delivery WHERE {SubjectIs(filter.Subject)} AND subject IS NOT NULL OFFSET 0) AS delivery";
        }
        else if (state is not null and not DeliveryState.Completed)
        {
            _lead = $"delivery.state = {Take(() => Values.Of((short)state.Value))} AND delivery.state <> 1";
        }

        _leading = _values.Count;
        if (state is not null && !_lead.StartsWith("delivery.state", StringComparison.Ordinal))
            Add($"delivery.state = {Take(() => Values.Of((short)state.Value))}");
        if (filter.Subject is not null && deadHandlingsOnly)
            Add(SubjectIs(filter.Subject));
        AddHandler(filter, deadHandlingsOnly);
        AddRouting(filter);
    }

    /// <summary>Whether a row that the index leads to may turn out not to match.</summary>
    public bool LooksAtRows => _rest.Length > 0;

    public static DeliverySearch For(DeliveryFilter filter) => new(filter, deadHandlingsOnly: false);

    /// <summary>The deliveries that a redrive by this filter looks at.</summary>
    public static DeliverySearch ForRedrive(DeliveryFilter filter)
    {
        var selection = RedriveSelection.Of(filter);
        return new(selection.Filter, selection.OfDeadHandlings);
    }

    /// <summary>The matching deliveries between two numbers, both excluded.</summary>
    public Step Rows(bool newestFirst, long low, long high, int limit) => new(
        $"SELECT {DeliveryRow.Columns} FROM {_from}{_join} WHERE {Span}{_rest} ORDER BY {_key}{(newestFirst ? " DESC" : "")} LIMIT $3",
        [Values.Of(low), Values.Of(high), Values.Of(limit), .. _values.Select(value => value())]);

    /// <summary>The number at which a look at so many rows, matching or not, ends. No row where there are fewer.</summary>
    public Step End(bool newestFirst, long low, long high, int most) => new(
        $"SELECT {_key} FROM {_from} WHERE {Span} ORDER BY {_key}{(newestFirst ? " DESC" : "")} LIMIT 1 OFFSET $3",
        [Values.Of(low), Values.Of(high), Values.Of(most), .. _values.Take(_leading).Select(value => value())]);

    private string Span => $"{_lead} AND {_key} > $1 AND {_key} < $2";

    private string SubjectIs(string subject) => $"delivery.subject = ANY({Take(() => Values.Of([.. Subject.Meanings(subject)]))})";

    private void AddHandler(DeliveryFilter filter, bool deadHandlingsOnly)
    {
        const string Handling = "SELECT FROM handling AS other WHERE other.delivery = delivery.seq";
        if (deadHandlingsOnly)
        {
            if (filter.Reason is not null)
                Add($"handling.reason = {Take(() => Values.Of((short?)filter.Reason))}");
        }
        else if (filter is { Handler: not null, Reason: not null })
        {
            var handler = Take(() => Values.Of(filter.Handler));
            Add($"EXISTS ({Handling} AND other.handler = {handler} AND other.reason = {Take(() => Values.Of((short?)filter.Reason))})");
        }
        else if (filter.Handler is not null)
        {
            Add($"EXISTS ({Handling} AND other.handler = {Take(() => Values.Of(filter.Handler))})");
        }
        else if (filter.Reason is not null)
        {
            var reason = Take(() => Values.Of((short?)filter.Reason));
            Add($"(delivery.reason = {reason} OR EXISTS ({Handling} AND other.reason = {reason}))");
        }
    }

    private void AddRouting(DeliveryFilter filter)
    {
        if (filter.EventType is { } eventType)
            Add($"delivery.event_type = {Take(() => Values.Of(eventType.Name))}");
        if (filter.Operation is { Spellings: var spellings })
            Add($"delivery.operation = ANY({Take(() => Values.Of([.. spellings]))})");
        if (filter.OrganizationId is { } organization)
            Add($"lower(delivery.organization_id) = lower({Take(() => Values.Of(organization))} COLLATE \"C\")");
        if (filter.Subscription is { } subscription)
            Add($"delivery.subscription || '' = {Take(() => Values.Of(subscription))}"); // not by its index: there is too much to sort
        if (filter.TraceId is { } trace)
            Add($"delivery.trace_id = {Take(() => Values.Of(trace.ToLowerInvariant()))}");
        if (filter.ReceivedFrom is { } from)
            Add($"delivery.received_at >= {Take(() => Values.Of(from))}");
        if (filter.ReceivedTo is { } to)
            Add($"delivery.received_at < {Take(() => Values.Of(to))}");
    }

    private void Add(string condition) => _rest.Append(" AND ").Append(condition);

    private string Take(Func<NpgsqlParameter> value)
    {
        _values.Add(value);
        return $"${Bounds + _values.Count}";
    }
}
