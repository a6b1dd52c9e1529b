using System.Globalization;
using Spotnana.Webhooks.Cli.Simulation.Records;

namespace Spotnana.Webhooks.Cli.Simulation.Reports;

internal static class ProgressText
{
    public static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) => perSecond.ToString(perSecond < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture) + "/s";

    public static string Time(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
    };

    /// <summary>The present trouble, or an empty text.</summary>
    public static string Trouble(RecordSnapshot now) =>
        now.LastFailure is null ? "" : $"{Count(now.Retries)} retries, {Count(now.Waiting)} waiting, last: {now.LastFailure}";
}
