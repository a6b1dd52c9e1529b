namespace Spotnana.Webhooks.Management.Api;

internal static class Age
{
    /// <summary>In seconds with milliseconds; null where there is nothing.</summary>
    public static double? Of(DateTimeOffset? since, TimeProvider time) =>
        since is { } then ? Math.Round(double.Max(0, (time.GetUtcNow() - then).TotalSeconds), 3) : null;
}
