namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// The section <c>Inbox:Retention</c>: how long things are kept. What is pending is kept without end. Each at
/// least a minute, at most 10 years.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>
    /// How long a body is kept after its delivery was completed, or was stored as unhandled. Default 7 days; at most <see cref="Ids"/>.
    /// </summary>
    public TimeSpan Payloads { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long a delivery is kept without its body, to recognise duplicates: counted from when it was settled, and from the time by which
    /// it was signed. Default 30 days; at least <c>Intake:TimestampTolerance</c>, so that nothing is replayed once its id is forgotten.
    /// </summary>
    public TimeSpan Ids { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a body is kept after its delivery became a dead letter: so long it can be redriven. Default 30
    /// days; at most <see cref="Ids"/>.
    /// </summary>
    public TimeSpan DeadLetters { get; set; } = TimeSpan.FromDays(30);

    internal Retention ToRetention() => new(Payloads, DeadLetters, Ids);
}
