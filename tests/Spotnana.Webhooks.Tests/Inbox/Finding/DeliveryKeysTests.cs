using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Spotnana.Webhooks.Inbox.Finding;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Tests.Inbox.Finding;

public sealed class DeliveryKeysTests
{
    private static readonly string _samples = Path.Combine(Repository.Root, "src/Spotnana.Webhooks.Testing/Samples");

    [Theory]
    [InlineData(
        "pnr-v3.booking-ticketed.air",
        "6104417720 4823019957 exa7qw 0167489900311 0167489825830 df9a9c90-112d-52a7-b3a3-2cdc68c8b67f avery.example@example.com "
            + "5728e2e0-c65e-5ee5-8a0a-6b5302fa2a4a sf-6104417720-1")]
    [InlineData(
        "pnr-v3.booking-created.hotel", "7215330468 exh2lm 88114203 df9a9c90-112d-52a7-b3a3-2cdc68c8b67f avery.example@example.com")]
    [InlineData("pnr-v3.invoice-generated.air", "6104417720 inv-2026-004711 exa7qw")]
    [InlineData("service-charge.service-fee", "5728e2e0-c65e-5ee5-8a0a-6b5302fa2a4a 6104417720 4823019957 exa7qw df9a9c90-112d-52a7-b3a3-2cdc68c8b67f")]
    [InlineData("agent-task-details.task-create", "6104417720 4823019957 exa7qw avery.example@example.com df9a9c90-112d-52a7-b3a3-2cdc68c8b67f")]
    [InlineData("traveler-v2.update", "jordan.sample@example.com")]
    [InlineData("pnr-approval.hard-approval", "6104418001")]
    [InlineData(
        "trip-details-v3.trip-updated",
        "4823019957 6104417720 7215330468 8830174625 exa7qw exk3cr k2047715de1 88114203 0167489900311 avery.example@example.com inv-2026-004711")]
    public void A_sample_is_found_by_what_a_caller_has_in_hand(string sample, string expected)
    {
        var keys = KeysOf(Sample(sample));

        Assert.All(expected.Split(' '), key => Assert.Contains(key, keys));
    }

    [Fact]
    public void Nobody_who_helps_books_or_approves_no_card_no_document_and_no_approval_is_a_key()
    {
        string[] others =
        [
            "morgan.placeholder@example.com", "robin.agent@example.com", "casey.fictional@example.com", "riley.example@example.com",
            "berlin@example.com", "reservations@example.com", "finance@example.com", "4111xxxxxxxx1111", "tt00000102", "x0000102",
            "mp000101", "e-10442", "e9357837-2880-5e2b-b4f8-9b8fefb6dcab", "b00ac00b-4c5d-5de2-aaff-6edc25512695",
            "c2ftcgxllwfwchjvdmfslq6104417720", "bd7511a5-725d-529b-94e6-3b4520d410a6", "c3a4f420-d5f9-5c94-9cb4-5388959b80a1",
        ];

        foreach (var file in Directory.GetFiles(_samples, "*.json"))
        {
            var keys = KeysOf(File.ReadAllBytes(file));
            Assert.Empty(keys.Intersect(others));
            Assert.DoesNotContain(keys, key => key.Length < 4);
        }
    }

    [Fact]
    public void Both_shapes_of_a_booking_have_the_same_keys()
    {
        var body = JsonNode.Parse(Sample("pnr-v3.booking-ticketed.air"))!;
        var nested = body.DeepClone();
        nested["payload"] = new JsonObject { ["data"] = body["payload"]!.DeepClone() };

        Assert.Equal(KeysOf(Encoding.UTF8.GetBytes(body.ToJsonString())), KeysOf(Encoding.UTF8.GetBytes(nested.ToJsonString())));
    }

    [Theory]
    [InlineData("""{"pnrId":7}""", "7")]
    [InlineData("""{"pnrId":" Ab C "}""", "ab c")]
    [InlineData("""{"pnr\u0049d":"a\u0062c"}""", "abc")]
    [InlineData("""{"ticketNumbers":["A","B",{"x":"C"},["D"],null,true]}""", "a,b,d")]
    [InlineData("""{"userId":"U1","userIds":[{"id":"U2"},"U3"],"id":"no"}""", "u1,u2,u3")]
    [InlineData("""{"userId":{"id":{"id":"U4"},"name":"no"},"email":"no"}""", "u4")]
    [InlineData("""{"personalInfo":{"email":"a@b","more":{"email":"no"},"emails":["no"]}}""", "a@b")]
    [InlineData("""{"approvers":[{"userId":{"id":"no"}}],"tripId":"T"}""", "t")]
    [InlineData("""{"pnrId":null,"tripId":{"a":"no"},"chargeId":"","taskId":"  "}""", "")]
    [InlineData("""{"pnrId":"a","tripId":"\ud800","taskId":"b"}""", "a,b")]
    [InlineData("""{"pnrId":"a" and then nonsense "tripId":"b"}""", "a")]
    [InlineData("""["not an object",{"pnrId":"a"}]""", "a")]
    [InlineData("\uFEFF{\"pnrId\":\"a\"}", "a")]
    [InlineData("not json", "")]
    [InlineData("", "")]
    public void A_body_is_read_as_it_is(string body, string expected) =>
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), KeysOf(Encoding.UTF8.GetBytes(body)).Order());

    [Fact]
    public void A_delivery_has_a_bounded_number_of_keys_and_none_is_too_long()
    {
        var many = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"{i}\""));
        Assert.Equal(DeliveryKeys.Most, KeysOf(Encoding.UTF8.GetBytes($$"""{"tripIds":[{{many}}]}""")).Count);
        Assert.Empty(KeysOf(Encoding.UTF8.GetBytes($$"""{"tripId":"{{new string('x', DeliveryKeys.LongestBytes + 1)}}"}""")));
        Assert.Single(KeysOf(Encoding.UTF8.GetBytes($$"""{"tripId":"{{new string('x', DeliveryKeys.LongestBytes)}}"}""")));
    }

    [Fact]
    public void Deep_nesting_ends_the_reading_and_nothing_throws()
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat("[", depth)) + """{"pnrId":"a"}""" + new string(']', depth);
        Assert.Equal(["a"], KeysOf(Encoding.UTF8.GetBytes(Nested(127))));
        Assert.Empty(KeysOf(Encoding.UTF8.GetBytes(Nested(128))));
        Gen.Byte.Array[0, 200].Sample(bytes => KeysOf(bytes));
        var sample = Sample("pnr-v3.booking-ticketed.air");
        Gen.Int[0, sample.Length].Sample(length => KeysOf(sample[..length]), iter: 300);
    }

    private static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(_samples, $"{name}.json"));

    private static IReadOnlySet<string> KeysOf(byte[] body) => DeliveryKeys.Of(
        new DeliverySummary
        {
            Sequence = 1,
            Subscription = "s",
            Id = "id",
            Copy = 0,
            SentAt = default,
            OccurredAt = default,
            ReceivedAt = default,
            Bytes = body.Length,
            State = default,
            Handlings = [],
        },
        body);
}
