using System.Text;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Reads;

/// <summary>
/// The queries of a filter. One condition leads: the most selective one whose index has the sequence in it. That is a handler's dead
/// letters, the subject, a state other than completed, or else the table itself. The others are checked row by row, and the caller bounds
/// how many rows are looked at.
/// </summary>
internal sealed class DeliverySearch
{
    private readonly StringBuilder _rest = new();
    private readonly List<(string Name, SqlValue Value)> _leading = [];
    private readonly List<(string Name, SqlValue Value)> _values = [];
    private readonly string _from;
    private readonly string _lead;
    private readonly string _join = "";
    private readonly string _key = "delivery.seq";

    private DeliverySearch(DeliveryFilter filter, bool ofDeadHandlings)
    {
        var state = filter.State ?? (filter.Reason is null || ofDeadHandlings ? null : DeliveryState.Dead);
        if (ofDeadHandlings)
        {
            (_from, _lead, _join, _key) = (
                "handling INDEXED BY handling_dead", "handling.handler = $lead AND handling.state = 2",
                " CROSS JOIN delivery ON delivery.seq = handling.delivery", "handling.delivery");
            _leading.Add(("$lead", filter.Handler));
        }
        else if (filter.Subject is not null)
        {
            (_from, _lead) = ("delivery INDEXED BY delivery_by_subject", SubjectIs(filter.Subject, _leading));
        }
        else if (state is not null and not DeliveryState.Completed)
        {
            (_from, _lead) = ("delivery INDEXED BY delivery_by_state", "delivery.state = $lead AND delivery.state <> 1");
            _leading.Add(("$lead", (long)state));
        }
        else
        {
            (_from, _lead) = ("delivery NOT INDEXED", "true");
        }

        if (state is not null && !_from.Contains("by_state", StringComparison.Ordinal))
            Add("delivery.state = $state", ("$state", (long)state));
        if (filter.Subject is not null && ofDeadHandlings)
            Add(SubjectIs(filter.Subject, _values));
        AddHandler(filter, ofDeadHandlings);
        AddRouting(filter);
    }

    /// <summary>Whether there are conditions that are checked row by row.</summary>
    public bool LooksAtRows => _rest.Length > 0;

    public static DeliverySearch For(DeliveryFilter filter) => new(filter, ofDeadHandlings: false);

    public static DeliverySearch ForRedrive(DeliveryFilter filter)
    {
        var selection = RedriveSelection.Of(filter);
        return new DeliverySearch(selection.Filter, selection.OfDeadHandlings);
    }

    /// <summary>The deliveries that match, between $low and $high without these two.</summary>
    public string RowsSql(bool newestFirst) =>
        $"SELECT {DeliveryRow.Columns} FROM {_from}{_join} WHERE {Span}{_rest} ORDER BY {_key}{(newestFirst ? " DESC" : "")} LIMIT $limit";

    /// <summary>The number of the row that comes after $most rows, whether they match or not.</summary>
    public string EndSql(bool newestFirst) =>
        $"SELECT {_key} FROM {_from} WHERE {Span} ORDER BY {_key}{(newestFirst ? " DESC" : "")} LIMIT 1 OFFSET $most";

    public (string Name, SqlValue Value)[] RowsValues(long low, long high, int limit) =>
        [.. _leading, .. _values, ("$low", low), ("$high", high), ("$limit", limit)];

    public (string Name, SqlValue Value)[] EndValues(long low, long high, int most) =>
        [.. _leading, ("$low", low), ("$high", high), ("$most", most)];

    private string Span => $"{_lead} AND {_key} > $low AND {_key} < $high";

    private static string SubjectIs(string subject, List<(string Name, SqlValue Value)> values)
    {
        var meanings = Subject.Meanings(subject);
        values.AddRange(meanings.Select((meaning, i) => ($"$subject{i}", (SqlValue)meaning)));
        return meanings.Count == 1
            ? "delivery.subject = $subject0"
            : $"delivery.subject IN ({string.Join(", ", meanings.Select((_, i) => $"$subject{i}"))})";
    }

    private void AddHandler(DeliveryFilter filter, bool ofDeadHandlings)
    {
        const string Handling = "SELECT 1 FROM handling AS other WHERE other.delivery = delivery.seq";
        (string, SqlValue) handler = ("$handler", filter.Handler), reason = ("$reason", (long?)filter.Reason);
        if (ofDeadHandlings)
        {
            if (filter.Reason is not null)
                Add("handling.reason = $reason", reason);
        }
        else if (filter is { Handler: not null, Reason: not null })
        {
            Add($"EXISTS ({Handling} AND other.handler = $handler AND other.reason = $reason)", handler, reason);
        }
        else if (filter.Handler is not null)
        {
            Add($"EXISTS ({Handling} AND other.handler = $handler)", handler);
        }
        else if (filter.Reason is not null)
        {
            Add($"(delivery.reason = $reason OR EXISTS ({Handling} AND other.reason = $reason))", reason);
        }
    }

    private void AddRouting(DeliveryFilter filter)
    {
        if (filter.EventType is { } eventType)
            Add("delivery.event_type = $event_type", ("$event_type", eventType.Name));
        if (filter.Operation is { Spellings: var spellings })
            Add("delivery.operation IN ($operation, $other_spelling)", ("$operation", spellings[0]), ("$other_spelling", spellings[^1]));
        if (filter.OrganizationId is { } organization)
            Add("delivery.organization_id = $organization COLLATE NOCASE", ("$organization", organization));
        if (filter.Subscription is { } subscription)
            Add("delivery.subscription = $subscription", ("$subscription", subscription));
        if (filter.TraceId is { } trace)
            Add("delivery.trace_id = $trace", ("$trace", trace.ToLowerInvariant()));
        if (filter.ReceivedFrom is { } from)
            Add("delivery.received_at >= $received_from", ("$received_from", from));
        if (filter.ReceivedTo is { } to)
            Add("delivery.received_at < $received_to", ("$received_to", to));
    }

    private void Add(string condition, params ReadOnlySpan<(string Name, SqlValue Value)> values)
    {
        _rest.Append(" AND ").Append(condition);
        _values.AddRange(values);
    }
}
