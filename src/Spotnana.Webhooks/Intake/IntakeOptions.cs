using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake;

/// <summary>The section <c>Intake</c>: limits on what is taken in. Read at start.</summary>
public sealed class IntakeOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Intake";

    /// <summary>The largest body accepted, in bytes. A larger one is answered 413. Default 4 MiB; 1 KiB to 1 GiB.</summary>
    public int MaxBodyBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// How many bytes of bodies may be held at once, over all requests, from their arrival until they are stored. Beyond that the body that
    /// has been unfinished longest is answered 503, or the new one where all others are whole. Default 0: an eighth of the memory that the
    /// process may use, at most 256 MiB. Otherwise from twice <see cref="MaxBodyBytes"/> to 1 TiB.
    /// </summary>
    public long MaxBufferedBytes { get; set; }

    /// <summary>How many deliveries may wait to be stored. Default 1024; 1 to 1,000,000.</summary>
    public int QueueCapacity { get; set; } = 1024;

    /// <summary>
    /// How long a request waits to be queued and stored before it is answered 503. Default 20 s; 100 ms to 35 s, since Spotnana gives up
    /// after 40 s.
    /// </summary>
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How old the signed timestamp may be. Default 15 days, because Spotnana retries for two weeks and does not say whether a retry is
    /// signed anew; the stored ids stop replays. At least 10 s, at most <c>Inbox:Retention:Ids</c>.
    /// </summary>
    public TimeSpan TimestampTolerance { get; set; } = TimeSpan.FromDays(15);

    /// <summary>How far ahead of this machine's clock the signed timestamp may be. Default 5 minutes; at most 1 day.</summary>
    public TimeSpan FutureTolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after SIGTERM deliveries are still taken while the readiness probe already fails: the time that a load balancer needs to
    /// notice. Default 10 s; at most 15 s.
    /// </summary>
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary><see cref="MaxBufferedBytes"/>, or what stands for 0 here and now.</summary>
    internal long BufferedBytes => MaxBufferedBytes > 0
        ? MaxBufferedBytes
        : Math.Max(2L * MaxBodyBytes, Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, 256L << 20));

    /// <summary>The shape of the section.</summary>
    internal static readonly SettingsShape Shape = SettingsShape.ObjectOf(
        (nameof(MaxBodyBytes), SettingsShape.Number),
        (nameof(MaxBufferedBytes), SettingsShape.LargeNumber),
        (nameof(QueueCapacity), SettingsShape.Number),
        (nameof(AckTimeout), SettingsShape.Duration),
        (nameof(TimestampTolerance), SettingsShape.Duration),
        (nameof(FutureTolerance), SettingsShape.Duration),
        (nameof(DrainDelay), SettingsShape.Duration));
}
