using Npgsql;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Benchmarks.Appending;

/// <summary>
/// Writes the rows that the engine writes, into the same tables with the same indexes and triggers, bodies compressed alike,
/// and does nothing else: one prepared, pipelined round trip and one commit for a group. It numbers the rows itself, looks for
/// no duplicate and locks no lane.
/// </summary>
internal sealed class RawLoop : IAsyncDisposable
{
    private const string Deliveries =
        """
        INSERT INTO delivery (seq, subscription, id, copy, sha256, event_type, operation, organization_id, subject, version, occurred_at, sent_at, received_at, stored_at,
            trace_id, span_id, bytes, state)
        SELECT seq, subscription, id, 0, sha256, event_type, operation, organization_id, subject, version, occurred_at, sent_at, received_at, now(), trace_id, span_id, bytes, 0
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS new (
            seq, subscription, id, sha256, event_type, operation, organization_id, subject, version, occurred_at, sent_at, received_at, trace_id, span_id, bytes)
        """;

    private const string Payloads = "INSERT INTO payload (seq, codec, body) SELECT * FROM unnest($1, $2, $3)";

    private const string NewLanes =
        "INSERT INTO lane (id, handler, subscription, subject, due_at) "
        + "SELECT id, $1, $2, subject, now() FROM unnest($3, $4) AS new (id, subject)";

    private const string Handlings =
        """
        INSERT INTO handling (delivery, handler, lane, occurred_at, received_at, due_at, state)
        SELECT delivery, $1, lane, occurred_at, now(), now(), 0 FROM unnest($2, $3, $4) AS new (delivery, lane, occurred_at)
        """;

    private static readonly BodyCodec _bodies = new(new BrotliCompression(), EncryptionKeys.None);

    private readonly NpgsqlDataSource _source;
    private readonly Dictionary<string, long> _lanes = [];
    private readonly Lock _numbering = new();
    private long _sequence;

    public RawLoop(TestDatabase database) => _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString)
    {
        SearchPath = "spotnana_webhooks",
        MaxAutoPrepare = 20,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,
    });

    /// <summary>Stores a group, durably. May be called by several at once.</summary>
    public async Task AppendAsync(InboxEntry[] group)
    {
        var (sequences, lanes, added) = Number(group);
        T[] Of<T>(Func<Delivery, T> value) => Array.ConvertAll(group, entry => value(entry.Delivery));
        var bodies = Of(delivery => _bodies.EncodeOwn(delivery.Body, BodyOwner.Of(delivery, copy: 0)));

        await using var connection = await _source.OpenConnectionAsync();
        await using var batch = connection.CreateBatch();
        Add(
            batch, Deliveries, Values.Of(sequences), Values.Of(Of(delivery => delivery.Subscription)),
            Values.Of(Of(delivery => delivery.Id)), Values.Of(Of(delivery => delivery.Sha256.ToArray())),
            Values.Of(Of(delivery => delivery.EventType?.Name)), Values.Of(Of(delivery => delivery.Operation?.Raw)),
            Values.Of(Of(delivery => delivery.OrganizationId)), Values.Of(Of(delivery => delivery.Subject)),
            Values.Of(Of(delivery => delivery.Version)), Values.Of(Of(delivery => delivery.OccurredAt)),
            Values.Of(Of(delivery => delivery.SentAt)), Values.Of(Of(delivery => delivery.ReceivedAt)),
            Values.Of(Of(delivery => delivery.TraceId)), Values.Of(Of(delivery => delivery.SpanId)),
            Values.Of(Of(delivery => delivery.Body.Length)));
        Add(
            batch, Payloads, Values.Of(sequences), Values.Of(Array.ConvertAll(bodies, body => body.Codec)),
            Values.Of(Array.ConvertAll(bodies, body => (ReadOnlyMemory<byte>?)body.Bytes)));
        Add(
            batch, NewLanes, Values.Of(Entries.Handler), Values.Of(group[0].Delivery.Subscription),
            Values.Of(added.ConvertAll(lane => lane.Id).ToArray()), Values.Of(added.ConvertAll(lane => lane.Subject).ToArray()));
        Add(
            batch, Handlings, Values.Of(Entries.Handler), Values.Of(sequences), Values.Of(lanes),
            Values.Of(Of(delivery => delivery.OccurredAt)));
        await batch.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] values)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        command.Parameters.AddRange(values);
        batch.BatchCommands.Add(command);
    }

    private (long[] Sequences, long[] Lanes, List<(long Id, string Subject)> Added) Number(InboxEntry[] group)
    {
        lock (_numbering)
        {
            var (sequences, lanes, added) = (new long[group.Length], new long[group.Length], new List<(long, string)>());
            for (var i = 0; i < group.Length; i++)
            {
                var subject = group[i].Delivery.Subject!;
                if (!_lanes.TryGetValue(subject, out lanes[i]))
                {
                    _lanes.Add(subject, lanes[i] = _lanes.Count + 1);
                    added.Add((lanes[i], subject));
                }

                sequences[i] = ++_sequence;
            }

            return (sequences, lanes, added);
        }
    }
}
