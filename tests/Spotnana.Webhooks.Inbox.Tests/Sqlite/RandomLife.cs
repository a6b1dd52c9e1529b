using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Transfer;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>Does to an inbox all that can change what is counted, at random, and what fails in the middle too.</summary>
internal sealed class RandomLife(int seed, FakeTimeProvider time)
{
    public const int AllKinds = 19;

    private static readonly TimeSpan _lease = TimeSpan.FromHours(1);
    private static readonly DeadReason[] _reasons = [DeadReason.Rejected, DeadReason.Exhausted, DeadReason.Discarded];

    private readonly Random _random = new(seed);
    private readonly List<Lease> _held = [];
    private int _ids;

    /// <summary>What was done at least once, with an effect.</summary>
    public SortedSet<string> Kinds { get; } = new(StringComparer.Ordinal);

    /// <returns>What was done.</returns>
    public async Task<string> StepAsync(SqliteInbox inbox)
    {
        var (kind, hadEffect) = await DoAsync(inbox);
        if (hadEffect)
            Kinds.Add(kind);
        return kind;
    }

    private async Task<(string Kind, bool HadEffect)> DoAsync(SqliteInbox inbox)
    {
        switch (_random.Next(16))
        {
            case < 4:
                return await AppendAsync(inbox);
            case < 8:
                return await WorkAsync(inbox);
            case 8:
                var redriven = await AnyDeliveryAsync(inbox);
                return ("redrive one", (await inbox.RedriveAsync(redriven, AnyHandlerOrNull(), Reread, default)).Handlings > 0);
            case 9:
                var filter = _random.Next(3) switch
                {
                    0 => new DeliveryFilter { State = DeliveryState.Completed, Handler = "left" },
                    1 => new DeliveryFilter { Reason = _reasons[_random.Next(3)] },
                    _ => new DeliveryFilter { State = DeliveryState.Dead },
                };
                return ("redrive many", (await inbox.RedriveAsync(filter, 4, dryRun: false, Reread, default)).Handlings > 0);
            case 10:
                var discarded = await AnyDeliveryAsync(inbox);
                return ("discard one", await inbox.DiscardAsync(discarded, AnyHandlerOrNull(), default) is { Discarded: > 0 });
            case 11 when _random.Next(3) == 0:
                return ("discard all of a handler", (await inbox.DiscardAsync(AnyHandler(), default)).Discarded > 0);
            case 12:
                time.Advance(TimeSpan.FromMinutes(_random.Next(20)));
                var hour = TimeSpan.FromHours(1);
                return ("prune", (await inbox.PruneAsync(new Retention(hour / 3, hour / 2, hour), 5, default)).Deliveries > 0);
            case 13:
                return ("import", await inbox.WriteDeliveriesAsync([Record(), Record()], default) > 0);
            case 14:
                var bad = Record();
                bad = bad with { Delivery = bad.Delivery with { Sha256 = new byte[31] } };
                var refused = await Xunit.Record.ExceptionAsync(() => inbox.WriteDeliveriesAsync([Record(), bad], default));
                return ("import that fails", refused is InvalidDataException);
            default:
                time.Advance(TimeSpan.FromMinutes(_random.Next(5)));
                return ("wait", true);
        }
    }

    private async Task<(string Kind, bool HadEffect)> AppendAsync(SqliteInbox inbox)
    {
        var kind = _random.Next(7);
        var known = Delivery($"{_random.Next(Math.Max(1, _ids))}", $"other {_random.Next(3)}");
        InboxEntry entry = kind switch
        {
            0 => new(Delivery(), [], DeadReason.Unreadable),
            1 => new(Delivery(), [], Skipped: true),
            2 => new(Delivery(), []),
            3 => new(known, ["left"]),
            4 => new(Delivery(), ["left", null!]), // fails after some of it is written, and is kept as a dead letter
            _ => new(Delivery(), _random.Next(2) == 0 ? ["left"] : ["left", "right"]),
        };
        var outcomes = await inbox.AppendAsync([entry, new(Delivery(), ["right"])], default);
        string[] kinds = ["unreadable", "skipped", "unhandled", "conflict", "parked", "pending", "pending"];
        return (kinds[kind], kind switch
        {
            3 => outcomes[0] == AppendOutcome.Conflict,
            4 => outcomes[0] == AppendOutcome.Parked,
            _ => outcomes[0] == AppendOutcome.Stored,
        });
    }

    private async Task<(string Kind, bool HadEffect)> WorkAsync(SqliteInbox inbox)
    {
        _held.AddRange(await inbox.LeaseAsync(AnyHandler(), 2, _lease, default));
        if (_held.Count == 0)
            return ("lease", false);

        var lease = _held[_random.Next(_held.Count)];
        _held.Remove(lease);
        var (kind, settlement) = _random.Next(6) switch
        {
            0 => ("retry", Settlement.Retry(lease, default, "no", time.GetUtcNow())),
            1 => ("rejected", Settlement.Dead(lease, default, "no", DeadReason.Rejected)),
            2 => ("exhausted", Settlement.Exhausted(lease)),
            3 => ("released", Settlement.Released(lease, time.GetUtcNow())),
            _ => ("completed", Settlement.Completed(lease, default)),
        };
        var outcome = await inbox.SettleAsync(settlement, _random.Next(2) == 0 ? _lease : null, default);
        if (outcome.Next is { } next)
            _held.Add(next);
        return (kind, outcome.WasHeld);
    }

    private InboxEntry Reread(Delivery delivery) => _random.Next(4) switch
    {
        0 => new(delivery, []),
        1 => new(delivery, [], DeadReason.Unreadable),
        2 => new(delivery, ["left", null!]),
        _ => new(delivery, ["left", "right"]),
    };

    private DeliveryRecord Record()
    {
        var (state, reason) = _random.Next(6) switch
        {
            0 => (DeliveryState.Pending, (DeadReason?)null),
            1 => (DeliveryState.Completed, null),
            2 => (DeliveryState.Dead, _reasons[_random.Next(3)]),
            3 => (DeliveryState.Dead, DeadReason.Conflict),
            4 => (DeliveryState.Skipped, null),
            _ => (DeliveryState.Unhandled, null),
        };
        var now = time.GetUtcNow();
        DateTimeOffset? settledAt = state == DeliveryState.Pending ? null : now;
        HandlingRecord[] handlings = state is DeliveryState.Skipped or DeliveryState.Unhandled || reason == DeadReason.Conflict
            ? []
            : [new(AnyHandler(), (HandlingState)state, reason, 1, 0, now, now, settledAt)];
        var delivery = Delivery();
        return new DeliveryRecord
        {
            Sequence = _random.Next(1000),
            Delivery = delivery,
            Copy = 0,
            Bytes = delivery.Body.Length,
            HasBody = true,
            State = state,
            Reason = reason,
            SettledAt = settledAt,
            Handlings = handlings,
            Attempts = [],
        };
    }

    private Delivery Delivery(string? id = null, string? body = null)
    {
        var subject = _random.Next(4) == 0 ? null : $"pnr/{_random.Next(5)}";
        var delivery = Make.Delivery(id ?? $"{_ids++}", subject, _random.Next(50), body: body);
        var now = time.GetUtcNow();
        return delivery with { SentAt = now, ReceivedAt = now.AddSeconds(_random.Next(-30, 30)) };
    }

    private async Task<long> AnyDeliveryAsync(SqliteInbox inbox)
    {
        var some = (await inbox.ListAsync(DeliveryFilter.All, 50, null, default)).Deliveries;
        return some.Count == 0 ? 0 : some[_random.Next(some.Count)].Sequence;
    }

    private string AnyHandler() => _random.Next(2) == 0 ? "left" : "right";

    private string? AnyHandlerOrNull() => _random.Next(2) == 0 ? null : AnyHandler();
}
