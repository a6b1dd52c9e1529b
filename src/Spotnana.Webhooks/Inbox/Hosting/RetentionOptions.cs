using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// The section <c>Inbox:Retention</c>: how long deliveries that are no longer pending are kept. Pending ones are kept without limit. Each
/// setting is at least a minute, <see cref="Audit"/> at least a day, and at most 10 years.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>
    /// How long a body is kept after its delivery was completed, or was stored as unhandled. Default 7 days; at most <see cref="Ids"/>.
    /// </summary>
    public TimeSpan Payloads { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long a delivery is kept, with or without its body, to recognise duplicates: counted from the time when it ceased to be pending
    /// or from its signed timestamp, whichever is later. Default 30 days; at least <c>Intake:TimestampTolerance</c>, so that nothing can be
    /// replayed once its id is forgotten.
    /// </summary>
    public TimeSpan Ids { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a body is kept, and can be redriven, after its delivery became a dead letter. Default 30 days; at most <see cref="Ids"/>.
    /// </summary>
    public TimeSpan DeadLetters { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long rows of the audit log are kept. Default 400 days.</summary>
    public TimeSpan Audit { get; set; } = TimeSpan.FromDays(400);

    internal Retention ToRetention() => new(Payloads, DeadLetters, Ids);

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Payloads), SettingsShape.Duration),
        (nameof(Ids), SettingsShape.Duration),
        (nameof(DeadLetters), SettingsShape.Duration),
        (nameof(Audit), SettingsShape.Duration));
}
