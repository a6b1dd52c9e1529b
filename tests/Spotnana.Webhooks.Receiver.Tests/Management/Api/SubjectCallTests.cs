using System.Net;
using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>The story of a subject, and its state at an instant, over the real service.</summary>
public sealed class SubjectCallTests : IClassFixture<SubjectCallTests.Fixture>
{
    private const string All = "all-0123456789abcdef";
    private const string ReadOnly = "read-0123456789abcdef";

    private readonly RunningReceiver _receiver;

    public SubjectCallTests(Fixture fixture) => _receiver = fixture.Receiver;

    [Fact]
    public async Task A_story_goes_by_the_events_marks_what_came_late_and_tells_what_changed()
    {
        var ids = await SendAsync("story", (1, "A", 10), (3, "C", 30), (2, "B", 20));

        var story = (await AskAsync("/api/subjects/pnr/story")).Json();

        Assert.Equal("pnr/story", story.Text("subject"));
        Assert.Equal([ids[0], ids[2], ids[1]], story.Ids());
        Assert.Equal([false, true, false], Deliveries(story).Select(one => one.GetProperty("stale").GetBoolean()));
        Assert.Equal(
            [
                "[]",
                """[{"path":"/version","was":1,"now":2},{"path":"/status","was":"A","now":"B"}]""",
                """[{"path":"/version","was":2,"now":3},{"path":"/status","was":"B","now":"C"}]""",
            ],
            Deliveries(story).Select(one => one.GetProperty("changes").GetRawText()));
        Assert.False(story.TryGetProperty("next", out _));
        Assert.Equal("completed", Deliveries(story)[0].Text("state"));
    }

    [Fact]
    public async Task Pages_tell_the_same_as_the_whole()
    {
        await SendAsync("pages", [.. Enumerable.Range(1, 7).Select(version => (version, $"{version}", 100 - version))]);
        var whole = (await AskAsync("/api/subjects/pnr/pages")).Json();

        foreach (var limit in (int[])[1, 2, 3, 7])
        {
            var told = new List<string>();
            for (string? next = ""; next is not null;)
            {
                var page = (await AskAsync($"/api/subjects/pnr/pages?limit={limit}{(next == "" ? "" : $"&cursor={next}")}")).Json();
                told.AddRange(Deliveries(page).Select(one => one.GetRawText()));
                next = page.Text("next");
            }

            Assert.Equal(Deliveries(whole).Select(one => one.GetRawText()), told);
        }
    }

    [Fact]
    public async Task Without_the_right_to_payloads_a_story_has_no_changes_and_reading_them_is_audited_once_a_call()
    {
        await SendAsync("rights", (1, "A", 10), (2, "B", 20));
        var before = _receiver.Audit().Length;

        var story = (await AskAsync("/api/subjects/pnr/rights", ReadOnly)).Json();
        Assert.Equal(2, story.Ids().Length);
        Assert.All(Deliveries(story), one => Assert.False(one.TryGetProperty("changes", out _)));
        Assert.Equal(before, _receiver.Audit().Length);

        await AskAsync("/api/subjects/pnr/rights");
        var line = Assert.Single(_receiver.Audit()[before..]);
        Assert.StartsWith("all changes.read * subject=#", line, StringComparison.Ordinal);
        Assert.DoesNotContain("pnr/rights", line, StringComparison.Ordinal);
        var found = (await AskAsync("/api/audit?subject=pnr%2Frights&action=changes.read")).Json();
        Assert.Single(found.GetProperty("entries").EnumerateArray());
    }

    [Fact]
    public async Task Where_one_of_the_two_bodies_is_gone_the_changes_are_null()
    {
        await SendAsync("gone", (1, "A", 10));
        await SendAsync("gone", operation: "TRIP_UPDATED", (2, "B", 20)); // left out by the subscription: its body is not kept
        await SendAsync("gone", (3, "C", 30), (4, "D", 40));

        var story = (await AskAsync("/api/subjects/pnr/gone")).Json();

        Assert.Equal(
            ["Array", "Null", "Null", "Array"], Deliveries(story).Select(one => one.GetProperty("changes").ValueKind.ToString()));
        Assert.Equal("skipped", Deliveries(story)[1].Text("state"));
        Assert.Contains("no longer kept", (await StateAsync("gone", 25)).Problem(HttpStatusCode.Gone), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_is_the_payload_as_it_was_sent_by_the_time_of_the_event_or_by_what_was_known()
    {
        var ids = await SendAsync("state", (1, "A", 10));
        var known = (await AskAsync("/api/subjects/pnr/state")).Json().GetProperty("deliveries")[0].Text("receivedAt")!;
        ids = [.. ids, .. await SendAsync("state", (3, "C", 30), (2, "B", 20))];

        foreach (var (second, index) in ((int, int)[])[(10, 0), (19, 0), (20, 2), (29, 2), (30, 1), (59, 1)])
        {
            var state = await StateAsync("state", second);
            Assert.Equal(ids[index], state.Header("X-Delivery-Id"));
            Assert.Equal(Payload("state", index switch { 0 => (1, "A"), 1 => (3, "C"), _ => (2, "B") }), state.Body);
        }

        Assert.Contains("Nothing so early", (await StateAsync("state", 9)).Problem(HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Equal(ids[0], (await AskAsync($"/api/subjects/pnr/state/state?known={known}")).Header("X-Delivery-Id"));
        Assert.Equal(ids[1], (await AskAsync("/api/subjects/pnr/state/state?known=2999-01-01")).Header("X-Delivery-Id"));
        Assert.NotEmpty((await AskAsync("/api/subjects/pnr/state/state?known=2020-01-01")).Problem(HttpStatusCode.NotFound));
        Assert.StartsWith($"all state.read spotnana/{ids[1]} subject=#", _receiver.Audit()[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subject_in_several_subscriptions_has_a_story_in_each_and_a_state_where_one_is_chosen()
    {
        await SendAsync("twice", (1, "A", 10), (2, "B", 20));
        await SendAsync("twice", "BOOKING_TICKETED", "/webhooks/tmc", (1, "A", 10), (2, "X", 20));

        var story = (await AskAsync("/api/subjects/pnr/twice")).Json();
        Assert.Equal(["spotnana", "tmc", "spotnana", "tmc"], Deliveries(story).Select(one => one.Text("subscription")));
        Assert.All(Deliveries(story), one => Assert.False(one.GetProperty("stale").GetBoolean()));
        Assert.EndsWith("""{"path":"/status","was":"A","now":"X"}]""", Deliveries(story)[3].GetProperty("changes").GetRawText());
        Assert.Equal(2, (await AskAsync("/api/subjects/pnr/twice?subscription=TMC")).Json().Ids().Length);
        Assert.Contains("spotnana, tmc", (await StateAsync("twice", 20)).Problem(HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Contains("\"X\"", (await StateAsync("twice", 20, "&subscription=tmc")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("å b", "%C3%A5%20b")]
    public async Task An_id_is_percent_encoded(string id, string path)
    {
        await SendAsync(id, (1, "A", 10));

        Assert.Equal("pnr/" + id, (await AskAsync($"/api/subjects/pnr/{path}")).Json().Text("subject"));
        Assert.Single((await AskAsync($"/api/subjects/pnr/{path}")).Json().Ids());
        Assert.Contains("\"A\"", (await AskAsync($"/api/subjects/pnr/{path}/state?known=2999-01-01")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/subjects/flight/1", "pnr, trip, traveler, task, charge")]
    [InlineData("/api/subjects/PNR/1", "pnr, trip, traveler, task, charge")]
    [InlineData("/api/subjects/pnr/1?limit=201", "from 1 to 200")]
    [InlineData("/api/subjects/pnr/1?cursor=x", "next of an earlier answer")]
    [InlineData("/api/subjects/pnr/1?cursor=AAAAAAAAAAE", "Begin again")]
    [InlineData("/api/subjects/pnr/1?at=2026-03-02", "no parameter at")]
    [InlineData("/api/subjects/pnr/1/state", "Give one of the parameters")]
    [InlineData("/api/subjects/pnr/1/state?at=2026-03-02&known=2026-03-02", "Give one of the parameters")]
    [InlineData("/api/subjects/pnr/1/state?at=yesterday", "a time such as")]
    public async Task What_cannot_be_meant_is_refused(string target, string detail) =>
        Assert.Contains(detail, (await AskAsync(target)).Problem(HttpStatusCode.BadRequest), StringComparison.Ordinal);

    [Fact]
    public async Task A_subject_about_which_nothing_is_stored_has_an_empty_story() =>
        Assert.Empty((await AskAsync("/api/subjects/pnr/none")).Json().Ids());

    [Fact]
    public async Task Texts_that_are_none_and_long_numbers_are_told_as_they_were_sent()
    {
        await SendBodyAsync("odd", """{"pnrId":"odd","version":1,"x":"\ud800","n":0.10000000000000000000000000001}""", 10);
        await SendBodyAsync("odd", """{"pnrId":"odd","version":1,"x":"\udc00","n":0.10000000000000000000000000002}""", 20);

        Assert.Contains(
            """[{"path":"/x","was":"\ud800","now":"\udc00"},"""
                + """{"path":"/n","was":0.10000000000000000000000000001,"now":0.10000000000000000000000000002}]""",
            (await AskAsync("/api/subjects/pnr/odd")).Body, StringComparison.Ordinal);
    }

    private static string Payload(string id, (int Version, string Status) booking) =>
        $$"""{ "pnrId":{{JsonSerializer.Serialize(id)}}, "version":{{booking.Version}},"status":"{{booking.Status}}","amount":1.50e1 }""";

    private static JsonElement[] Deliveries(JsonElement story) => [.. story.GetProperty("deliveries").EnumerateArray()];

    private Task<Answer> AskAsync(string target, string key = All) => _receiver.CallAsync(HttpMethod.Get, target, key);

    private Task<Answer> StateAsync(string id, int second, string more = "") =>
        AskAsync($"/api/subjects/pnr/{id}/state?at=2026-03-02T17:38:{second:00}Z{more}");

    private Task<string[]> SendAsync(string pnr, params (int Version, string Status, int Second)[] events) =>
        SendAsync(pnr, "BOOKING_TICKETED", events);

    private Task<string[]> SendAsync(string pnr, string operation, params (int Version, string Status, int Second)[] events) =>
        SendAsync(pnr, operation, "/webhooks/spotnana", events);

    private async Task<string[]> SendAsync(
        string pnr, string operation, string path, params (int Version, string Status, int Second)[] events)
    {
        var ids = new List<string>();
        foreach (var (version, status, second) in events)
            ids.Add(await SendBodyAsync(pnr, Payload(pnr, (version, status)), second, operation, path));
        return [.. ids];
    }

    private async Task<string> SendBodyAsync(
        string pnr, string payload, int second, string operation = "BOOKING_TICKETED", string path = "/webhooks/spotnana")
    {
        var delivery = new TestDelivery
        {
            SignedWith = path == "/webhooks/tmc" ? TestDelivery.OtherSecret : TestDelivery.Secret,
            Body = Encoding.UTF8.GetBytes(
                $$"""{"event_type":"PNR_V3","operation":"{{operation}}","payload":{{payload}},"""
                    + $$""" "timestamp":"2026-03-02T17:38:{{second:00}}Z"}"""),
        };
        Assert.Equal(HttpStatusCode.OK, (await _receiver.SendAsync(delivery, path)).StatusCode);
        if (operation == "BOOKING_TICKETED")
            await _receiver.StateIsAsync(delivery.Id, DeliveryState.Completed);
        return delivery.Id;
    }

    public sealed class Fixture : IDisposable
    {
        public RunningReceiver Receiver { get; } = new(new()
        {
            ["Subscriptions:spotnana:ExcludedOperations:0"] = "TRIP_UPDATED",
            ["Subscriptions:tmc:Secrets:0"] = TestDelivery.OtherSecret,
            ["Management:Keys:all:Key"] = All,
            ["Management:Keys:all:Rights:0"] = "read",
            ["Management:Keys:all:Rights:1"] = "payloads",
            ["Management:Keys:reader:Key"] = ReadOnly,
            ["Management:Keys:reader:Rights:0"] = "read",
        });

        public void Dispose() => Receiver.Dispose();
    }
}
