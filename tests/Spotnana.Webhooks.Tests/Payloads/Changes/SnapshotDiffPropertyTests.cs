using System.Text.Json;
using CsCheck;
using Spotnana.Webhooks.Payloads.Changes;
using Spotnana.Webhooks.TestChanges;

namespace Spotnana.Webhooks.Tests.Payloads.Changes;

/// <summary>Few names, ids and values, so that much of two snapshots is alike.</summary>
public sealed class SnapshotDiffPropertyTests
{
    private static readonly Gen<string> _scalar = Gen.OneOf("1", "2", "1.0", "null", "true", "\"a\"", "\"b\"", "\"~/-\"", "\"\\u0061\"");

    private static readonly Gen<string> _name =
        Gen.OneOf("a", "b", "id", "type", "legIdx", "flightIdx", "userId", "a/b", "~", "-", "0", "");

    private static readonly Gen<string> _json = Gen.Recursive<string>((depth, value) => depth > 4
        ? _scalar
        : Gen.Frequency(
            (2, _scalar),
            (3, value.Array[0, 5].Select(items => $"[{string.Join(',', items)}]")),
            (4, Gen.Select(_name, value).Array[0, 5].Select(members => ObjectOf(members)))));

    private static string ObjectOf((string Name, string Value)[] members) =>
        $"{{{string.Join(',', members.DistinctBy(member => member.Name).Select(member => $"\"{member.Name}\":{member.Value}"))}}}";

    [Fact]
    public void The_changes_applied_to_the_older_snapshot_give_the_newer_one() => Gen.Select(_json, _json).Sample(
        (older, newer) => AssertLeads(Parse(older), Parse(newer)), iter: 5_000);

    [Fact]
    public void And_so_they_do_where_only_a_part_is_another() => Gen.Select(_json, _json, _json).Sample(
        (one, two, three) => AssertLeads(
            Parse($$"""[{"id":1,"x":{{one}}},{"id":2,"x":{{two}}},{{one}}]"""),
            Parse($$"""[{{one}},{"id":2,"x":{{three}}},{"id":1,"x":{{one}}}]""")),
        iter: 5_000);

    [Fact]
    public void Snapshots_without_changes_are_equal_up_to_the_order_of_lists_and_the_others_are_not() => Gen.Select(_json, _json).Sample(
        (older, newer) => Assert.Equal(
            Snapshot.Sorted(Parse(older)) == Snapshot.Sorted(Parse(newer)), SnapshotDiff.Between(Parse(older), Parse(newer)).Count == 0),
        iter: 5_000);

    [Fact]
    public void Each_path_leads_to_the_new_value_in_the_newer_snapshot_and_to_the_old_one_in_the_older() => Gen.Select(_json, _json).Sample(
        (older, newer) =>
        {
            foreach (var change in SnapshotDiff.Between(Parse(older), Parse(newer)))
            {
                if (change.Now is { } now)
                    Assert.Equal(now.GetRawText(), Snapshot.At(Parse(newer), change.Path)?.GetRawText());
                if (change.Was is { } was)
                    Assert.Equal(was.GetRawText(), Snapshot.At(Parse(older), change.PathBefore)?.GetRawText());
                else
                    Assert.Null(Snapshot.At(Parse(older), change.PathBefore));
            }
        },
        iter: 5_000);

    private static void AssertLeads(JsonElement older, JsonElement newer) =>
        Assert.Equal(Snapshot.Sorted(newer), Snapshot.Apply(older, SnapshotDiff.Between(older, newer)));

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
