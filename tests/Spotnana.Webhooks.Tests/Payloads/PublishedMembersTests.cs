using System.Text.RegularExpressions;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Tests.Payloads;

/// <summary>Every member that Spotnana publishes has a home in a view, or a reason why it has none.</summary>
public sealed partial class PublishedMembersTests
{
    private static readonly string[] Lines = File.ReadAllLines(
        Path.Combine(Repository.Root, "tests/Spotnana.Webhooks.Tests/Payloads/PublishedMembers.txt"));

    private static readonly HashSet<string> Read =
        [.. Sources().SelectMany(source => Name().Matches(source)).Select(name => name.Groups[1].Value)];

    // Of the event types that have no published schema: their names come from samples of the events.
    private static readonly string[] OfSamples =
    [
        "payload", "appliedApprovalType", "approvers", "deadline", "approvalId", "taskType", "priority", "primaryTraveler",
        "travelArranger", "assignedAgent", "assignedAgentBasicInfo", "assignee", "assignedGroup", "organization", "source", "taskOrigin",
        "travelStartDate", "bookingDate", "events", "dateTime", "comment", "eventType", "basicInfo", "phoneNumber",
    ];

    [Fact]
    public void A_published_member_is_read_by_a_view_or_left_out_for_a_reason()
    {
        var published = Part("[published]", ':').SelectMany(schema => schema.Names).Distinct().ToList();
        var leftOut = Part("[left out]", '|').SelectMany(reason => reason.Names).ToList();

        Assert.True(published.Count > 500, $"{published.Count} members");
        Assert.Equal(published.Where(name => !Read.Contains(name)).Order(StringComparer.Ordinal), leftOut.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_view_reads_nothing_that_is_not_published()
    {
        // The envelope's "data", a member of what is left out, and names that are read beside the published ones.
        string[] others = ["data", "travelerIndex", "contactName", "companyId"];
        var published = Part("[published]", ':').SelectMany(schema => schema.Names).Concat(others).ToHashSet();

        Assert.Empty(Read.Except(published).Except(OfSamples));
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/Spotnana.Webhooks/Payloads"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/Changes/", StringComparison.Ordinal)).Select(File.ReadAllText);

    private static List<(string Head, List<string> Names)> Part(string title, char end)
    {
        var parts = new List<(string Head, List<string> Names)>();
        foreach (var line in Lines.SkipWhile(line => line != title).Skip(1).TakeWhile(line => !line.StartsWith('[')))
        {
            var names = line;
            if (!line.StartsWith(' ') && line.IndexOf(end) is > 0 and var at)
            {
                parts.Add((line[..at], []));
                names = line[(at + 1)..];
            }

            if (parts.Count > 0)
                parts[^1].Names.AddRange(names.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return parts;
    }

    [GeneratedRegex("\"(\\w+)\"u8")]
    private static partial Regex Name();
}
