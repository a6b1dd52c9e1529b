using System.Text.Json.Serialization;
using Spotnana.Webhooks.Cli.Simulation.Records;
using Spotnana.Webhooks.Cli.Simulation.Sending;
using Spotnana.Webhooks.Cli.Simulation.Stories;

namespace Spotnana.Webhooks.Cli.Simulation.Reports;

/// <summary>The whole run in figures.</summary>
/// <param name="Url">Where it was sent.</param>
/// <param name="Seed">Equal seeds send equal bodies in an equal plan.</param>
/// <param name="Bookings">Lifecycles of bookings.</param>
/// <param name="Travelers">Whose profiles were sent.</param>
/// <param name="Organizations">Of the travelers.</param>
/// <param name="Events">What happened; each has an id of its own.</param>
/// <param name="Unknown">Of them, those with a name that this version does not know.</param>
/// <param name="Duplicates">Events that were planned to be sent a second time.</param>
/// <param name="Reordered">Sent, the first time, after a newer event of the same subject: moved there, or late.</param>
/// <param name="Late">Moved towards the end.</param>
/// <param name="Planned">Events and duplicates.</param>
/// <param name="Delivered">Of them, those answered 200 in the end.</param>
/// <param name="FirstTime">Answered 200 at the first attempt.</param>
/// <param name="Attempts">Requests.</param>
/// <param name="Retries">Requests after the first, of those planned.</param>
/// <param name="Failures">Attempts that failed, by status, or by reason where no answer came.</param>
/// <param name="Said">Answers 200, by the status in their body.</param>
/// <param name="NotDelivered">Planned and not answered 200, whether given up or stopped.</param>
/// <param name="GivenUp">Ids for which the schedule of retries ended.</param>
/// <param name="Milliseconds">Of all answers.</param>
/// <param name="Seconds">From the first request to the last answer.</param>
/// <param name="PerSecond">Delivered a second.</param>
/// <param name="Bytes">Bodies answered 200.</param>
/// <param name="Stopped">Ended by whoever ran it.</param>
internal sealed record SimulationReport(
    string Url, int Seed, int Bookings, int Travelers, int Organizations, int Events, int Unknown, int Duplicates, int Reordered, int Late,
    int Planned, int Delivered, int FirstTime, int Attempts, int Retries, IReadOnlyDictionary<string, int> Failures,
    IReadOnlyDictionary<string, int> Said, int NotDelivered, IReadOnlyList<string> GivenUp, LatencyFigures Milliseconds,
    double Seconds, double PerSecond, long Bytes, bool Stopped)
{
    [JsonIgnore]
    public bool IsGood => NotDelivered == 0;

    public static SimulationReport Of(SimulationSettings settings, World world, SendingPlan plan, SendingRecord record, bool stopped)
    {
        var end = record.Snapshot();
        return new SimulationReport(
            settings.Url.GetLeftPart(UriPartial.Path), settings.Seed, settings.Bookings, world.Travelers.Count,
            world.Organizations.Count, world.Events.Count, world.Unknown, plan.Duplicates, plan.Reordered, plan.Late,
            end.Planned, end.Delivered, end.FirstTime, end.Attempts, end.Retries, end.Failures, end.Said,
            end.Planned - end.Delivered, end.GivenUp, record.Latencies(), Math.Round(end.Elapsed.TotalSeconds, 3),
            Math.Round(end.PerSecond, 1), end.Bytes, stopped);
    }
}
