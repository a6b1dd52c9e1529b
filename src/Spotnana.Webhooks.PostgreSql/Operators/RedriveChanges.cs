using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.PostgreSql.Flow;

namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>The changes that redrives make, as the arrays that are sent.</summary>
internal sealed class RedriveChanges
{
    private const string LockLanesSql =
        $"""
        INSERT INTO lane (id, handler, subscription, subject)
        SELECT currval('lane_id') + slot, handler, subscription, subject FROM unnest($1, $2, $3, $4) AS new (slot, handler, subscription, subject)
        {Lanes.OrLock}
        """;

    private const string AddOwnLanesSql =
        $"""
        INSERT INTO lane (id, handler, subscription, due_at)
        SELECT currval('lane_id') + slot, handler, subscription, {InboxClock.Sql} FROM unnest($2, $3, $4, $5) AS back (slot, handler, subscription, subject)
        WHERE subject IS NULL
        """;

    private const string PutBackSql =
        $"""
        UPDATE handling
        SET state = 0, reason = NULL, settled_at = NULL, attempts = 0, lost = 0, received_at = {InboxClock.Sql}, due_at = {InboxClock.Sql},
            lane = coalesce(back.found, currval('lane_id') + back.slot), same_failure = NULL, same_failures = NULL, same_since = NULL
        FROM ({Back}) AS back
        WHERE NOT back.is_new AND handling.delivery = back.delivery AND handling.handler = back.handler AND handling.delivery = ANY($6)
        """;

    private const string RerouteSql =
        """
        UPDATE delivery
        SET event_type = given.event_type, operation = given.operation, organization_id = given.organization_id, subject = given.subject,
            version = given.version, occurred_at = given.occurred_at
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS given (seq, event_type, operation, organization_id, subject, version, occurred_at)
        WHERE delivery.seq = given.seq AND delivery.seq = ANY($1)
        """;

    private const string AddHandlingsSql =
        $"""
        INSERT INTO handling (delivery, handler, lane, occurred_at, received_at, due_at, state)
        SELECT back.delivery, back.handler, coalesce(back.found, currval('lane_id') + back.slot), delivery.occurred_at, {InboxClock.Sql}, {InboxClock.Sql}, 0
        FROM ({Back}) AS back JOIN delivery ON delivery.seq = back.delivery
        WHERE back.is_new AND delivery.seq = ANY($6)
        """;

    private const string SetStateSql =
        $"""
        UPDATE delivery SET state = given.state, reason = NULL, settled_at = CASE WHEN given.state <> 0 THEN {InboxClock.Sql} END
        FROM unnest($2, $3) AS given (seq, state) WHERE delivery.seq = given.seq AND delivery.seq = ANY($2)
        """;

    internal const string RefreshSql =
        $"""
        UPDATE lane SET due_at = {Lanes.HeadDueSql}
        WHERE id = ANY (ARRAY (
            SELECT (SELECT lane FROM handling WHERE handling.delivery = back.delivery AND handling.handler = back.handler)
            FROM unnest($1, $2) AS back (delivery, handler)))
            AND leased IS NULL AND due_at IS DISTINCT FROM {Lanes.HeadDueSql}
        """;

    private const string Back =
        """
        SELECT slot, delivery, handler, is_new, (
            SELECT lane.id FROM lane WHERE lane.handler = given.handler AND lane.subscription = given.subscription AND lane.subject = given.subject) AS found
        FROM unnest($2, $3, $4, $5, $6, $7) AS given (slot, handler, subscription, subject, delivery, is_new)
        """;

    private readonly List<HandlingBack> _handlings = [];
    private readonly List<(long Delivery, string Handler)> _dueNow = [];
    private readonly List<(long Sequence, Delivery Routing)> _rerouted = [];
    private readonly List<(long Sequence, DeliveryState State)> _states = [];

    /// <summary>The results, one for each delivery that was added, in that order.</summary>
    public List<RedriveResult> Results { get; } = [];

    /// <summary>How many handlings are put back or made.</summary>
    public int HandlingCount => _handlings.Count;

    /// <summary>The handlers that get something to do.</summary>
    public IReadOnlyCollection<string> Handlers =>
        _handlings.Select(handling => handling.Handler).Concat(_dueNow.Select(one => one.Handler)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The handlings that are pending and become due, which <see cref="Hastening"/> does.</summary>
    public IReadOnlyList<(long Delivery, string Handler)> DueNow => _dueNow;

    /// <summary>Adds what a redrive changes about one delivery.</summary>
    /// <param name="found">The delivery. Null: there is none.</param>
    /// <param name="choice">Which of its handlings are meant.</param>
    /// <param name="reread">The entry that reading it again gave. Null where it was not read.</param>
    public void Add(Redrivable? found, RedriveChoice choice, InboxEntry? reread)
    {
        if (found is null)
        {
            Results.Add(new RedriveResult(RedriveOutcome.NotFound));
            return;
        }

        var (delivery, plan) = (found.Delivery, found.Plan(choice, reread));
        var subject = plan.Reread is { } entry ? entry.Delivery.Subject : delivery.Subject;
        foreach (var handler in plan.Handlers)
            _handlings.Add(new HandlingBack(delivery.Sequence, handler, delivery.Subscription, subject, IsNew: plan.Reread is not null));
        if (plan.Reread is not null)
            _rerouted.Add((delivery.Sequence, plan.Reread.Delivery));
        if (plan.NextState is { } state)
            _states.Add((delivery.Sequence, state));
        _dueNow.AddRange(plan.DueNow.Select(handler => (delivery.Sequence, handler)));
        Results.Add(plan.Result);
    }

    /// <summary>Whether all lanes that these changes need are among those of others.</summary>
    public bool NeedsNoLaneBeyond(RedriveChanges other) => Keys().All(other.Keys().ToHashSet().Contains);

    /// <summary>Makes the lanes that are missing, and locks all of them.</summary>
    public IEnumerable<Step> LockLanes()
    {
        List<(string Handler, string Subscription, string Subject)> keys = [.. Keys().Distinct()];
        if (keys.Count == 0)
            return [];

        return
        [
            new(AppendSql.DrawLaneIds) { Row = _ => { } },
            new(
                LockLanesSql, Values.Of([.. keys.Select((_, slot) => (long)slot)]), Values.Of([.. keys.Select(key => key.Handler)]),
                Values.Of([.. keys.Select(key => key.Subscription)]), Values.Of([.. keys.Select(key => key.Subject)])),
        ];
    }

    /// <summary>Makes the changes. The lanes and the deliveries are locked.</summary>
    public IEnumerable<Step> Apply(InboxClock clock)
    {
        if (_rerouted.Count > 0)
            yield return Reroute();
        if (_handlings.Count > 0)
        {
            yield return new(AppendSql.DrawLaneIds) { Row = _ => { } };
            yield return new(AddOwnLanesSql, [.. Places(clock).Take(5)]);
            yield return new(PutBackSql, [.. Places(clock)]);
            yield return new(AddHandlingsSql, [.. Places(clock)]);
        }

        if (_states.Count > 0)
        {
            yield return new(
                SetStateSql, clock.Value, Values.Of([.. _states.Select(one => one.Sequence)]),
                Values.Of([.. _states.Select(one => (short)one.State)]));
        }

        if (_handlings.Count > 0)
        {
            yield return new(
                RefreshSql, Values.Of([.. _handlings.Select(one => one.Delivery)]), Values.Of([.. _handlings.Select(one => one.Handler)]));
        }
    }

    private IEnumerable<(string Handler, string Subscription, string Subject)> Keys() =>
        _handlings.Where(one => one.Subject is not null).Select(one => (one.Handler, one.Subscription, one.Subject!));

    private IEnumerable<NpgsqlParameter> Places(InboxClock clock) =>
    [
        clock.Value,
        Values.Of([.. _handlings.Select((_, slot) => (long)slot)]),
        Values.Of([.. _handlings.Select(one => one.Handler)]),
        Values.Of([.. _handlings.Select(one => one.Subscription)]),
        Values.Of([.. _handlings.Select(one => one.Subject)]),
        Values.Of([.. _handlings.Select(one => one.Delivery)]),
        Values.Of([.. _handlings.Select(one => one.IsNew)]),
    ];

    private Step Reroute() => new(
        RerouteSql,
        Values.Of([.. _rerouted.Select(one => one.Sequence)]),
        Values.Of([.. _rerouted.Select(one => one.Routing.EventType?.Name)]),
        Values.Of([.. _rerouted.Select(one => one.Routing.Operation?.Raw)]),
        Values.Of([.. _rerouted.Select(one => one.Routing.OrganizationId)]),
        Values.Of([.. _rerouted.Select(one => one.Routing.Subject)]),
        Values.Of([.. _rerouted.Select(one => one.Routing.Version)]),
        Values.Of([.. _rerouted.Select(one => one.Routing.OccurredAt)]));

    private sealed record HandlingBack(long Delivery, string Handler, string Subscription, string? Subject, bool IsNew);
}
