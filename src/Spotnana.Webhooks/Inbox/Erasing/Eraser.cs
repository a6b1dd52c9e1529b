using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Inbox.Erasing;

/// <summary>
/// Erases travelers, a few deliveries at a time. It follows what is stored, and looks for events that purge a traveler and for whatever the
/// erasures so far name; for a new erasure it looks through all that was stored before, for several of them at once.
/// </summary>
/// <remarks>
/// It may be stopped at any time, and another process may go on: the inbox remembers how far it is. It remembers no traveler's id, only
/// hashes. Used by one caller at a time.
/// </remarks>
/// <param name="inbox">The inbox.</param>
/// <param name="operations">Gives up what waits for too long.</param>
/// <param name="store">The inbox's hash keys.</param>
/// <param name="keys">The inbox's encryption keys.</param>
/// <param name="rules">What it goes by.</param>
/// <param name="time">The clock.</param>
public sealed class Eraser(
    IInboxErasing inbox, IInboxOperator operations, IInboxHashKeys store, EncryptionKeys keys, ErasureRules rules, TimeProvider time)
{
    // Few enough that others are served between two steps.
    private const int Batch = 200;

    // What is stored has to be followed as fast as it comes, and costs little while nobody is to be erased.
    private const int BatchesAtOnce = 5;
    private const int EasyBatch = 2000;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenForgetting = TimeSpan.FromHours(1);

    private readonly Tail _tail = new(inbox, time);
    private readonly ErasureLook _look = new(inbox, time);
    private IReadOnlyList<Erasure> _active = [];
    private HashKeys? _hashKeys;
    private ErasureMatcher? _matcher;
    private ErasureMatcher? _sweeper; // those of them that sweep
    private ErasurePlace _place = new(0, 0, 0);
    private long _version;
    private long? _forgotten;
    private bool _isAtEnd;
    private bool _isFresh;
    private int _namelessPurges;

    /// <summary>Does a round of the work, if no other process does it.</summary>
    /// <param name="cancellationToken">Stops it between two steps.</param>
    /// <exception cref="InvalidDataException">A hash key cannot be read. The message says why, in whole sentences.</exception>
    public async Task<EraserOutcome> RunAsync(CancellationToken cancellationToken)
    {
        if (await inbox.TakeErasingAsync(Turn, cancellationToken).ConfigureAwait(false) is not { } place)
            return new EraserOutcome(IsMoreToDo: false, [], 0);

        (_look.Unreadable, _namelessPurges) = (0, 0);
        await LoadAsync(place, cancellationToken).ConfigureAwait(false);
        var isMore = true;
        for (var i = 0; i < BatchesAtOnce && isMore && _version == _place.Version && (i == 0 || _isFresh); i++)
            isMore = await FollowAsync(cancellationToken).ConfigureAwait(false);
        isMore |= _version != _place.Version; // somebody is purged: that is the next round's
        isMore |= await SweepAsync(cancellationToken).ConfigureAwait(false);
        await GoOnWithFoundAsync(cancellationToken).ConfigureAwait(false);
        var completed = await CompleteAsync(cancellationToken).ConfigureAwait(false);
        await ForgetAsync(cancellationToken).ConfigureAwait(false);
        return new EraserOutcome(isMore, completed, _look.Unreadable, _namelessPurges);
    }

    private async Task LoadAsync(ErasurePlace place, CancellationToken cancellationToken)
    {
        _tail.GoOnFrom(place.Tail);
        _place = place;
        _hashKeys ??= await HashKeys.OpenAsync(store, keys, cancellationToken).ConfigureAwait(false);
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (await BeginSweepAsync(cancellationToken).ConfigureAwait(false))
            await ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the erasures, where anything about them has changed: there may be many.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (_matcher is not null && _version == _place.Version)
            return;

        _active = await inbox.ListActiveErasuresAsync(cancellationToken).ConfigureAwait(false);
        if (_active.Any(erasure => _hashKeys!.Find(erasure.HashKeyId) is null))
            _hashKeys = await HashKeys.OpenAsync(store, keys, cancellationToken).ConfigureAwait(false); // imported ones brought theirs
        _matcher = new ErasureMatcher([.. _active.Where(erasure => erasure.Progress != ErasureProgress.Waiting)], _hashKeys!);
        _sweeper = new ErasureMatcher([.. _active.Where(erasure => erasure.Progress == ErasureProgress.Sweeping)], _hashKeys!);
        _version = _place.Version;
    }

    /// <summary>Has those that wait looked for from here on. What was stored up to here is to be swept for them.</summary>
    private async Task<bool> BeginSweepAsync(CancellationToken cancellationToken)
    {
        var waiting = _active.Where(erasure => erasure.Progress == ErasureProgress.Waiting).ToList();
        if (waiting.Count == 0 || _place.SweepTo > 0)
            return false;

        var to = Math.Max(_place.Tail, _tail.Front);
        var next = to == 0 ? ErasureProgress.Swept : ErasureProgress.Sweeping;
        return await StepAsync(
            new() { Place = _place with { SweepAt = 0, SweepTo = to }, Progress = waiting.ToDictionary(erasure => erasure.Id, _ => next) },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks at what was stored since.</summary>
    private async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        var part = await _tail.ReadAsync(_matcher!.Erasures.Count == 0 ? EasyBatch : Batch, cancellationToken).ConfigureAwait(false);
        _isAtEnd = part.IsEnd;
        _isFresh = part.IsFresh;
        if (part.IsNothing)
            return false;

        var (hits, scanned) = await _look.AtAsync(part.Deliveries, _matcher, cancellationToken).ConfigureAwait(false);
        var events = part.Deliveries.FindAll(IsPurge);
        var purges = events.Select(PurgeOf).OfType<Erasure>().ToList();
        var step = new ErasureStep { Place = _place with { Tail = part.Place }, New = purges, Hits = hits, Scanned = scanned };
        if (!await StepAsync(step, cancellationToken).ConfigureAwait(false))
            return false;

        _namelessPurges += events.Count - purges.Count;
        _tail.Saw(part);
        return purges.Count > 0 || part.IsMore;
    }

    /// <summary>Looks through what was stored before an erasure was asked for.</summary>
    private async Task<bool> SweepAsync(CancellationToken cancellationToken)
    {
        if (_place.SweepTo == 0)
            return false;

        var page = await inbox.ReadToEraseAsync(_place.SweepAt, _place.SweepTo, Batch, cancellationToken).ConfigureAwait(false);
        var (hits, scanned) = await _look.AtAsync(page.Deliveries, _sweeper!, cancellationToken).ConfigureAwait(false);
        var isEnd = page.Deliveries.Count < Batch;
        await StepAsync(
            new()
            {
                Place = isEnd ? _place with { SweepAt = 0, SweepTo = 0 } : _place with { SweepAt = page.Deliveries[^1].Sequence },
                Hits = hits,
                Scanned = scanned,
                Progress = isEnd ? _sweeper!.Erasures.ToDictionary(erasure => erasure.Id, _ => ErasureProgress.Swept) : new(),
            },
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Erases what was found before and is settled now, and gives up what waits for too long.</summary>
    private async Task GoOnWithFoundAsync(CancellationToken cancellationToken)
    {
        var given = time.GetUtcNow() - rules.Wait;
        var all = await inbox.ListFoundAsync(given, _look.DoubtfulAfter, cancellationToken).ConfigureAwait(false);
        foreach (var late in all.Where(found => found.Hit.IsSure && found.Delivery.State == DeliveryState.Pending && found.FoundAt <= given)
            .Select(found => found.Delivery.Sequence).Distinct())
            await operations.DiscardAsync(late, handler: null, cancellationToken).ConfigureAwait(false);

        var hits = all.Where(found => found.Hit.IsSure).Select(found => found.Hit).ToList();
        var (sure, misses) = await _look.AgainAsync([.. all.Where(found => !found.Hit.IsSure)], _matcher!, cancellationToken)
            .ConfigureAwait(false);
        hits.AddRange(sure);
        if (hits.Count + misses.Count > 0)
            await StepAsync(new() { Place = _place, Hits = hits, Misses = misses }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Erasure>> CompleteAsync(CancellationToken cancellationToken)
    {
        // Until it is at the end, some of what was stored before they were asked for may stand there.
        if (!_isAtEnd || !_active.Any(erasure => erasure is { Progress: ErasureProgress.Swept, CompletedAt: null }))
            return [];

        var done = (await inbox.ListActiveErasuresAsync(cancellationToken).ConfigureAwait(false))
            .Where(erasure => erasure is { Progress: ErasureProgress.Swept, Waiting: 0, CompletedAt: null }).ToList();
        if (done.Count == 0 || !await inbox.IsCleanAsync(cancellationToken).ConfigureAwait(false))
            return [];
        return await StepAsync(
            new() { Place = _place, Completed = [.. done.Select(erasure => erasure.Id)] }, cancellationToken).ConfigureAwait(false)
            ? done
            : [];
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (_forgotten is { } before && time.GetElapsedTime(before) < BetweenForgetting)
            return;

        var now = time.GetUtcNow();
        await inbox.ForgetErasuresAsync(now - rules.Ids, now - rules.Receipts, cancellationToken).ConfigureAwait(false);
        _forgotten = time.GetTimestamp();
    }

    private async Task<bool> StepAsync(ErasureStep step, CancellationToken cancellationToken)
    {
        if (!await inbox.EraseAsync(step, cancellationToken).ConfigureAwait(false))
            return false;
        _place = step.Place with { Version = step.ChangesErasures ? _place.Version + 1 : _place.Version };
        return true;
    }

    private static bool IsPurge(DeliverySummary delivery) =>
        delivery is { Copy: 0, EventType: { } type, Operation: { } operation }
        && type == EventType.TravelerV2 && operation == Operation.Purge;

    private Erasure? PurgeOf(DeliverySummary delivery)
    {
        if (delivery.Subject is not { } subject || Subject.TravelerIn(subject) is not { } traveler)
            return null;

        var (kind, value) = traveler.Length >= Erasure.ShortestTraveler
            ? (ErasureKind.Traveler, traveler)
            : (ErasureKind.Subject, subject);
        return Erasure.Purged(kind, value, delivery.ToBodyOwner(), _hashKeys!.Own, time.GetUtcNow()) with
        {
            Reaches = rules.ReachesOf(delivery.Subscription),
        };
    }
}
