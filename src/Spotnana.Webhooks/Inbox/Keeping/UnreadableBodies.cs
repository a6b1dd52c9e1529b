using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>
/// The waiting deliveries whose bodies could not be read when they were looked at last. They hold up their own lanes and spend nothing.
/// Used by any thread.
/// </summary>
/// <param name="time">The clock of this process.</param>
/// <param name="logger">Told of the first one, then every minute of how many there were, and when all can be read again.</param>
public sealed partial class UnreadableBodies(TimeProvider time, ILogger logger)
{
    /// <summary>When such a delivery is looked at again. What is wrong does not go away by itself.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    // One that is not looked at any more was discarded, erased, or is looked at by another process.
    private static readonly TimeSpan Longest = 2 * Pause;

    private readonly ConcurrentDictionary<(string Handler, long Sequence), (bool IsKeyMissing, long Since)> _found = new();
    private readonly LineLimit _lines = new(time, TimeSpan.FromMinutes(1));

    /// <summary>Takes note of one.</summary>
    /// <param name="handler">The handler that it waits for.</param>
    /// <param name="sequence">The number of the delivery.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="damage">What is wrong.</param>
    public void Add(string handler, long sequence, Delivery delivery, BodyDamage damage)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(damage);
        _found[(handler, sequence)] = (damage.IsKeyMissing, time.GetTimestamp());
        if (_lines.Passes(out var unlogged))
            Log.Damaged(logger, handler, delivery.Id, delivery.Subscription, damage.Message, unlogged);
    }

    /// <summary>Takes note of one that can be read. It costs nothing while there is none that cannot.</summary>
    /// <param name="handler">The handler that it waited for.</param>
    /// <param name="sequence">The number of the delivery.</param>
    public void Remove(string handler, long sequence)
    {
        if (!_found.IsEmpty && _found.TryRemove((handler, sequence), out _) && _found.IsEmpty)
            Log.Readable(logger);
    }

    /// <summary>Counts them.</summary>
    /// <returns>Those whose key is missing, and those that are damaged.</returns>
    public (int MissingKey, int Damaged) Count()
    {
        var (missing, damaged) = (0, 0);
        foreach (var (key, found) in _found)
        {
            if (time.GetElapsedTime(found.Since) > Longest)
                _found.TryRemove(new(key, found));
            else if (found.IsKeyMissing)
                missing++;
            else
                damaged++;
        }

        return (missing, damaged);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Handler {Handler} cannot be given {DeliveryId} of {Subscription}: {Damage} Restore its body, run a release that can read it, or discard it; it is looked at again in 5 minutes. {Unlogged} more since the last such line")]
        public static partial void Damaged(
            ILogger logger, string handler, string deliveryId, string subscription, string damage, int unlogged);

        [LoggerMessage(2, LogLevel.Information, "All waiting bodies can be read again")]
        public static partial void Readable(ILogger logger);
    }
}
