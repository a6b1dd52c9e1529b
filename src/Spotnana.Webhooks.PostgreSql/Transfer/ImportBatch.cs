using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql.Transfer;

/// <summary>The deliveries of an import that are not stored yet, as the arrays that are sent.</summary>
internal sealed class ImportBatch
{
    // A handling that has ended belongs to no lane any more, unless its delivery has a subject.
    private const long NoLane = 0;

    private readonly List<Row> _rows = [];

    private readonly long _lastSequence;

    /// <param name="records">The deliveries.</param>
    /// <param name="copies">The copies that are stored under their ids. Those of this batch are added to it.</param>
    /// <param name="start">The state of the inbox before.</param>
    public ImportBatch(IEnumerable<DeliveryRecord> records, ImportCopies copies, ImportStart start)
    {
        (_lastSequence, var lastStored) = (start.LastSequence, start.LastStored);
        foreach (var record in records)
        {
            if (copies.TryAdd(record) is not { } copy)
                continue;
            _lastSequence = Math.Max(record.Sequence, _lastSequence + 1);
            var received = record.Delivery.ReceivedAt < start.Now ? record.Delivery.ReceivedAt : start.Now;
            lastStored = lastStored > received ? lastStored : received;
            _rows.Add(new Row(record, _lastSequence, copy, lastStored.Value));
        }
    }

    public int Count => _rows.Count;

    /// <summary>The lanes of all handlings, in the order in which they are first used.</summary>
    public IEnumerable<LaneKey> Lanes =>
        Handlings.Where(one => IsInLane(one.Row, one.Handling)).Select(one => Key(one.Row, one.Handling)).Distinct();

    private IEnumerable<(Row Row, HandlingRecord Handling)> Handlings =>
        _rows.SelectMany(row => row.Record.Handlings, (row, handling) => (row, handling));

    /// <param name="lanes">The ids of <see cref="Lanes"/>.</param>
    /// <param name="codec">How bodies are stored.</param>
    public IEnumerable<Step> Steps(IReadOnlyDictionary<LaneKey, long> lanes, BodyCodec codec)
    {
        var bodies = _rows.FindAll(row => row.Record.HasBody)
            .ConvertAll(row => (row.Sequence, Body: codec.EncodeOwn(row.Record.Delivery.Body, row.BodyOwner)));
        yield return AddDeliveries();
        yield return new(
            ImportSql.AddPayloads,
            Values.Of([.. bodies.Select(body => body.Sequence)]),
            Values.Of([.. bodies.Select(body => body.Body.Codec)]),
            Values.Of([.. bodies.Select(body => body.Body.KeyId)]),
            Values.Of([.. bodies.Select(body => (ReadOnlyMemory<byte>?)body.Body.Bytes)]));
        yield return AddHandlings([.. Handlings.Select(one => (
            one.Row, one.Handling, IsInLane(one.Row, one.Handling) ? lanes[Key(one.Row, one.Handling)] : NoLane))]);
        yield return AddAttempts(codec.Keys);
        yield return new(ImportSql.SetSequence, Values.Of(_lastSequence)) { Row = _ => { } };
        yield return new(ImportSql.WidenDelay, Values.Of(_rows.Min(row => row.Delay)), Values.Of(_rows.Max(row => row.Delay)));
    }

    private static bool IsInLane(Row row, HandlingRecord handling) =>
        handling.State == HandlingState.Pending || row.Record.Delivery.Subject is not null;

    private static LaneKey Key(Row row, HandlingRecord handling)
    {
        var delivery = row.Record.Delivery;
        return new(handling.Handler, delivery.Subscription, delivery.Subject, delivery.Subject is null ? row.Sequence : null);
    }

    private Step AddDeliveries() => new(
        ImportSql.AddDeliveries,
        Values.Of(Of(row => row.Sequence)),
        Values.Of(Of(row => row.Record.Delivery.Subscription)),
        Values.Of(Of(row => row.Record.Delivery.Id)),
        Values.Of(Of(row => row.Copy)),
        Values.Of(Of(row => (byte[]?)row.Record.Delivery.Sha256.ToArray())),
        Values.Of(Of(row => row.Record.Delivery.EventType?.Name)),
        Values.Of(Of(row => row.Record.Delivery.Operation?.Raw)),
        Values.Of(Of(row => row.Record.Delivery.OrganizationId)),
        Values.Of(Of(row => row.Record.Delivery.Subject)),
        Values.Of(Of(row => row.Record.Delivery.Version)),
        Values.Of(Of(row => row.Record.Delivery.OccurredAt)),
        Values.Of(Of(row => row.Record.Delivery.SentAt)),
        Values.Of(Of(row => row.Record.Delivery.ReceivedAt)),
        Values.Of(Of(row => row.StoredAt)),
        Values.Of(Of(row => row.Record.Delivery.TraceId)),
        Values.Of(Of(row => row.Record.Delivery.SpanId)),
        Values.Of(Of(row => row.Record.Bytes)),
        Values.Of(Of(row => (short)row.Record.State)),
        Values.Of(Of(row => (short?)row.Record.Reason)),
        Values.Of(Of(row => row.Record.SettledAt)));

    private static Step AddHandlings((Row Row, HandlingRecord Handling, long Lane)[] all) => new(
        ImportSql.AddHandlings,
        Values.Of(Array.ConvertAll(all, one => one.Row.Sequence)),
        Values.Of(Array.ConvertAll(all, one => one.Handling.Handler)),
        Values.Of(Array.ConvertAll(all, one => one.Lane)),
        Values.Of(Array.ConvertAll(all, one => one.Row.Record.Delivery.OccurredAt)),
        Values.Of(Array.ConvertAll(all, one => one.Handling.WaitingSince)),
        Values.Of(Array.ConvertAll(all, one => one.Handling.DueAt)),
        Values.Of(Array.ConvertAll(all, one => (short)one.Handling.State)),
        Values.Of(Array.ConvertAll(all, one => one.Handling.Attempts)),
        Values.Of(Array.ConvertAll(all, one => one.Handling.Lost)),
        Values.Of(Array.ConvertAll(all, one => (short?)one.Handling.Reason)),
        Values.Of(Array.ConvertAll(all, one => one.Handling.SettledAt)));

    private Step AddAttempts(EncryptionKeys keys)
    {
        var all = _rows.SelectMany(
            row => row.Record.Attempts,
            (row, attempt) => (
                row.Sequence, Attempt: attempt.Encrypt(keys, row.Record.Delivery.Subscription, row.Record.Delivery.Id))).ToArray();
        return new(
            ImportSql.AddAttempts,
            Values.Of(Array.ConvertAll(all, one => one.Sequence)),
            Values.Of(Array.ConvertAll(all, one => one.Attempt.Handler)),
            Values.Of(Array.ConvertAll(all, one => one.Attempt.Number)),
            Values.Of(Array.ConvertAll(all, one => one.Attempt.StartedAt)),
            Values.Of(Array.ConvertAll(all, one => (long?)one.Attempt.Duration?.TotalMilliseconds)),
            Values.Of(Array.ConvertAll(all, one => one.Attempt.Outcome)),
            Values.Of(Array.ConvertAll(all, one => one.Attempt.Error)));
    }

    private T[] Of<T>(Converter<Row, T> value) => [.. _rows.ConvertAll(value)];

    private sealed record Row(DeliveryRecord Record, long Sequence, int Copy, DateTimeOffset StoredAt)
    {
        public BodyOwner BodyOwner => BodyOwner.Of(Record.Delivery, Copy);

        public TimeSpan? Delay => Record.Delivery.ReceivedAt - StoredAt;
    }
}
