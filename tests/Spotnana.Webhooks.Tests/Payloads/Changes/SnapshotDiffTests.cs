using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Payloads.Changes;

namespace Spotnana.Webhooks.Tests.Payloads.Changes;

public sealed class SnapshotDiffTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"c":[1,2,3]}}""", """{"b":{"c":[3,1,2]},"a":1}""")]
    [InlineData("""[{"id":"x","a":1},{"id":"y","a":2}]""", """[{"a":2,"id":"y"},{"id":"x","a":1}]""")]
    [InlineData("""["a","a","b"]""", """["a","b","a"]""")]
    [InlineData("""{"a":"é"}""", """{"a":"\u00e9"}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("[[1,2],[3]]", "[[3],[2,1]]")]
    [InlineData("[[1,2],[3,4]]", "[[4,3],[2,1]]")]
    public void What_says_the_same_is_no_change(string older, string newer) => Assert.Empty(Diff(older, newer));

    [Theory]
    [InlineData("""{"status":"BOOKED"}""", """{"status":"TICKETED"}""", """/status: "BOOKED" → "TICKETED" """)]
    [InlineData("""{"a":1}""", """{"a":1,"b":{"c":2}}""", """/b: → {"c":2}""")]
    [InlineData("""{"a":null}""", "{}", "/a: null →")]
    [InlineData("{}", """{"a":null}""", "/a: → null")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[1]}""", """/a: {"b":1} → [1]""")]
    [InlineData("""{"a/b~c":1}""", """{"a/b~c":2}""", "/a~1b~0c: 1 → 2")]
    [InlineData("""{"a":1.0}""", """{"a":1}""", "/a: 1.0 → 1")]
    [InlineData("1", "2", ": 1 → 2")]
    public void A_field_tells_what_it_was_and_is(string older, string newer, string change) =>
        Assert.Equal(change.Trim(), Shown(Assert.Single(Diff(older, newer))));

    [Theory]
    [InlineData("pnrId")]
    [InlineData("ticketNumber")]
    [InlineData("legId")]
    [InlineData("flightId")]
    [InlineData("invoiceId")]
    [InlineData("documentId")]
    [InlineData("paymentId")]
    [InlineData("chargeId")]
    [InlineData("travelerIdx")]
    [InlineData("id")]
    public void An_element_is_found_by_its_id_wherever_it_stands(string id)
    {
        var changes = Diff(
            $$"""[{"{{id}}":"1","x":"a"},{"{{id}}":"2","x":"a"},{"{{id}}":"3","x":"a"}]""",
            $$"""[{"{{id}}":"3","x":"b"},{"{{id}}":"4","x":"a"},{"{{id}}":"1","x":"a"}]""");

        Assert.Equal(
            [
                ("/1", "/1", $$"""/1: {"{{id}}":"2","x":"a"} →"""),
                ("/0/x", "/2/x", """/0/x: "a" → "b" """.Trim()),
                ("/1", "/-", $$"""/1: → {"{{id}}":"4","x":"a"}"""),
            ],
            changes.Select(change => (change.Path, change.PathBefore, Shown(change))));
    }

    [Fact]
    public void A_traveler_is_found_by_the_id_inside()
    {
        var changes = Diff(
            """{"pnrTravelers":[{"userId":{"id":"ada"},"tier":"BASIC"},{"userId":{"id":"bob"},"tier":"BASIC"}]}""",
            """{"pnrTravelers":[{"userId":{"id":"bob"},"tier":"VIP"},{"userId":{"id":"ada"},"tier":"BASIC"}]}""");

        Assert.Equal("/pnrTravelers/0/tier: \"BASIC\" → \"VIP\"", Shown(Assert.Single(changes)));
    }

    [Fact]
    public void A_coupon_is_found_by_its_flight()
    {
        var changes = Diff(
            """[{"legIdx":0,"flightIdx":0,"x":"OPEN"},{"legIdx":0,"flightIdx":1,"x":"OPEN"},{"legIdx":1,"flightIdx":0,"x":"OPEN"}]""",
            """[{"legIdx":1,"flightIdx":0,"x":"OPEN"},{"legIdx":0,"flightIdx":1,"x":"USED"},{"legIdx":0,"flightIdx":0,"x":"OPEN"}]""");

        Assert.Equal("/1/x: \"OPEN\" → \"USED\"", Shown(Assert.Single(changes)));
    }

    [Fact]
    public void Of_elements_that_share_an_id_only_those_that_differ_are_told()
    {
        var changes = Diff("""[{"id":1,"a":1},{"id":1,"a":2}]""", """[{"id":1,"a":2},{"id":1,"a":3},{"id":1,"a":4}]""");

        Assert.Equal(
            ["""/0: {"id":1,"a":1} →""", """/1: → {"id":1,"a":3}""", """/2: → {"id":1,"a":4}"""], changes.Select(Shown));
    }

    [Fact]
    public void A_lone_element_without_an_id_is_looked_into_and_a_text_is_not()
    {
        Assert.Equal("/0/x: 1 → 2", Shown(Assert.Single(Diff("""[{"x":1}]""", """[{"x":2}]"""))));
        Assert.Equal(["/0: \"a\" →", "/0: → \"b\""], Diff("""["a"]""", """["b"]""").Select(Shown));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_compared_as_it_is_written()
    {
        Assert.Empty(Diff("""{"\ud800":"\udc00"}""", """{"\ud800":"\udc00"}"""));
        Assert.Equal("/a: \"\\ud800\" → \"\\udc00\"", Shown(Assert.Single(Diff("""{"a":"\ud800"}""", """{"a":"\udc00"}"""))));
    }

    [Theory]
    [InlineData(SnapshotDiff.MostValues, "/a")]
    [InlineData(SnapshotDiff.MostValues + 1, "")]
    public void A_snapshot_of_too_many_values_is_one_change(int values, string path)
    {
        string Of(int value) => $"{{\"a\":{value},\"b\":[{string.Join(',', Enumerable.Repeat("1", values - 3))}]}}";

        Assert.Equal(path, Assert.Single(Diff(Of(1), Of(2))).Path);
        Assert.Empty(Diff(Of(1), Of(1)));
    }

    [Theory]
    [InlineData(SnapshotDiff.MostChanges, SnapshotDiff.MostChanges)]
    [InlineData(SnapshotDiff.MostChanges + 1, 1)]
    public void Too_many_changes_are_one(int members, int changes)
    {
        string Of(int value) => $"{{{string.Join(',', Enumerable.Range(0, members).Select(i => $"\"{i}\":{value}"))}}}";

        Assert.Equal(changes, Diff(Of(1), Of(2)).Count);
    }

    [Fact]
    public void Long_names_above_many_changes_do_not_multiply()
    {
        var name = new string('x', 100_000);
        string Of(int value) =>
            $"{{\"{name}\":[{string.Join(',', Enumerable.Range(0, 5000).Select(i => $"{{\"id\":{i},\"a\":{value}}}"))}]}}";

        Assert.Equal("", Assert.Single(Diff(Of(1), Of(2))).Path);
    }

    [Fact]
    public void What_lies_deeper_than_any_body_is_compared_as_it_is_written()
    {
        string Of(int depth, string inner) => new StringBuilder().Insert(0, "[", depth).Append(inner).Append(']', depth).ToString();

        Assert.Empty(Diff(Of(900, "1"), Of(900, "1")));
        Assert.Equal([128, 128], Diff(Of(900, "1"), Of(900, "2")).Select(change => change.Path.Count(sign => sign == '/')));
    }

    private static IReadOnlyList<FieldChange> Diff(string older, string newer) => SnapshotDiff.Between(Parse(older), Parse(newer));

    private static JsonElement Parse(string json) => JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 }).RootElement;

    private static string Shown(FieldChange change) =>
        $"{change.Path}: {(change.Was is { } was ? $"{was.GetRawText()} " : "")}→{(change.Now is { } now ? $" {now.GetRawText()}" : "")}";
}
