using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>The section <c>Dispatch</c>: how handlers are run. Read at start.</summary>
public sealed class DispatchOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Dispatch";

    /// <summary>How many deliveries one handler works on at once, no two of them of the same subject. Default 16; 1 to 1000.</summary>
    public int Concurrency { get; set; } = 16;

    /// <summary>
    /// How long a lease lasts without renewal, and so how long it takes after a crash until its delivery is handled again.
    /// Default 1 min; 1 s to 1 h.
    /// </summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one attempt may take. Then it is cancelled and counts as failed. Default 30 s; 100 ms to 1 h.</summary>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long a delivery is retried before it becomes a dead letter. Default 3 days; 1 s to 1 year.</summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How many attempts a delivery gets before it becomes a dead letter. Default 1000; 1 to 1,000,000.</summary>
    public int MaxAttempts { get; set; } = 1000;

    /// <summary>
    /// How many attempts in a row may end with their process before the delivery becomes a dead letter, so that a delivery that kills the
    /// service does not do so a thousand times. Default 5; 1 to 1000.
    /// </summary>
    public int MaxLostAttempts { get; set; } = 5;

    /// <summary>
    /// How often a delivery may make its handler throw the same exception at the same place, in a row, before it becomes a dead letter.
    /// Counted only while the handler completes other deliveries: an outage uses up nothing. Default 20; 0 to 1,000,000; 0: no limit.
    /// </summary>
    public int MaxSameFailures { get; set; } = 20;

    /// <summary>The longest pause after the first failed attempt. It doubles with each further one. Default 2 s; 1 ms to 1 h.</summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause between two attempts. Default 30 min; at least <see cref="FirstRetryDelay"/>, at most 1 day.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long a delivery is held back after its receipt when no other one of its subject waits for the handler, so that an event that
    /// happened earlier but arrives later can be handled before it. Deliveries that arrive in that time are held back no longer than the
    /// first one. Default 0: not at all; at most 1 h.
    /// </summary>
    public TimeSpan ReorderWindow { get; set; }

    /// <summary>
    /// How long running handlers have at shutdown to finish. Then they are cancelled, and their attempts do not count.
    /// Default 12 s; at most 25 s.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(Concurrency), SettingsShape.Number),
        (nameof(LeaseDuration), SettingsShape.Duration),
        (nameof(HandlerTimeout), SettingsShape.Duration),
        (nameof(RetryFor), SettingsShape.Duration),
        (nameof(MaxAttempts), SettingsShape.Number),
        (nameof(MaxLostAttempts), SettingsShape.Number),
        (nameof(MaxSameFailures), SettingsShape.Number),
        (nameof(FirstRetryDelay), SettingsShape.Duration),
        (nameof(MaxRetryDelay), SettingsShape.Duration),
        (nameof(ReorderWindow), SettingsShape.Duration),
        (nameof(ShutdownTimeout), SettingsShape.Duration));
}
