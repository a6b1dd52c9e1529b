namespace Spotnana.Webhooks.Management.Api;

internal static class Age
{
    /// <summary>The age in seconds, to the millisecond; null without a time.</summary>
    public static double? Of(DateTimeOffset? since, TimeProvider time) =>
        since is { } then ? Math.Round(double.Max(0, (time.GetUtcNow() - then).TotalSeconds), 3) : null;
}
