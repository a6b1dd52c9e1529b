using System.Collections.Concurrent;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>How often what happened to the connections of an <see cref="Attack"/>.</summary>
internal sealed class AttackRecord
{
    private readonly ConcurrentDictionary<string, long> _counts = new();

    public long this[string what] => _counts.GetValueOrDefault(what);

    public void Count(string what, int times = 1) => _counts.AddOrUpdate(what, times, (_, count) => count + times);

    public override string ToString() =>
        string.Join(", ", _counts.OrderBy(count => count.Key).Select(count => $"{count.Value} x {count.Key}"));
}
