namespace Spotnana.Webhooks.PostgreSql.Operators;

/// <summary>A place in what waits for a handler, in the order in which it began to wait.</summary>
internal readonly record struct Place(DateTimeOffset Since, long Delivery)
{
    /// <summary>Before all of it.</summary>
    public static Place Start { get; } = new(DateTimeOffset.MinValue, 0);

    /// <summary>Where a walk in steps of so many goes on. Null: that was all.</summary>
    public static Place? After(IReadOnlyList<WaitingHandling> step, int limit) =>
        step.Count == limit ? new Place(step[^1].Since, step[^1].Delivery) : null;
}
