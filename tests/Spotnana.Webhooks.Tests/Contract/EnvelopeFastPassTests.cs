using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using CsCheck;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Tests.Contract;

/// <summary>The fast pass finds what the strict one finds, and accepts nothing that the strict one refuses.</summary>
public class EnvelopeFastPassTests
{
    private static readonly string _samples = Path.Combine(Repository.Root, "src", "Spotnana.Webhooks.Testing", "Samples");

    private static readonly byte[][] _bodies = [.. Directory.GetFiles(_samples, "*.json").SelectMany(Layouts)];

    public static TheoryData<string> Samples => [.. Directory.GetFiles(_samples, "*.json").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_goes_the_fast_way_in_any_layout(string sample) =>
        Assert.All(Layouts(Path.Combine(_samples, sample)), body => Assert.True(IsFast(body)));

    [Fact]
    public void Generated_bodies_go_the_fast_way_unless_a_name_has_an_escape_and_are_found_alike()
    {
        var count = 0;
        var fast = 0;
        EnvelopeGen.Bodies.Sample(
            body =>
            {
                count++;
                if (IsFast(body))
                    fast++;
            },
            iter: 2000,
            threads: 1);

        Assert.InRange(fast, count / 100, count);
    }

    [Fact]
    public void Mutated_bodies_are_judged_and_found_alike() =>
        Gen.Select(
            Gen.OneOf(EnvelopeGen.Bodies, Gen.OneOf(_bodies)),
            Gen.Select(Gen.Int[0, 4], Gen.Int[0, 1_000_000], Gen.OneOf(Gen.Byte, Gen.OneOf(Replacements.ToArray()))).Array[1, 3])
            .Sample(
                (body, changes) =>
                {
                    foreach (var (kind, where, value) in changes)
                    {
                        var at = where % Math.Max(body.Length, 1);
                        body = kind switch
                        {
                            0 => [.. body[..at], value, .. body[at..]],
                            1 when body.Length > 0 => [.. body[..at], .. body[(at + 1)..]],
                            2 when body.Length > 0 => [.. body[..at], value, .. body[(at + 1)..]],
                            3 => [.. body[..at], .. body[(where / 7 % Math.Max(body.Length, 1))..]],
                            _ => body[..at],
                        };
                    }

                    IsFast(body);
                },
                iter: 3000);

    [Theory]
    [InlineData("traveler-v2.purge.json")]
    [InlineData("pnr-approval.hard-approval.json")]
    public void A_sample_with_any_byte_deleted_doubled_replaced_or_all_after_it_cut_off_is_judged_alike(string sample)
    {
        var body = Layouts(Path.Combine(_samples, sample))[1];
        for (var at = 0; at < body.Length; at++)
        {
            IsFast(body[..at]);
            IsFast([.. body[..at], .. body[(at + 1)..]]);
            IsFast([.. body[..at], body[at], .. body[at..]]);
            foreach (var replacement in Replacements)
                IsFast([.. body[..at], replacement, .. body[(at + 1)..]]);
        }
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"event_type":null,"operation":"","timestamp":"","payload":null}""")]
    [InlineData("""{"event_type":"","eventType":"x"}""")]
    [InlineData("""{"event_type":{"a":[1]},"operation":["x"],"timestamp":{},"audience":[{}]}""")]
    [InlineData("""{"event_type":[],"operation":7,"timestamp":-1.5e3,"audience":{"organizationId":{"id":{"id":7}}}}""")]
    [InlineData("""{"event_type":true,"eventType":false,"operation":true,"payload":{"version":"7","pnrId":true}}""")]
    [InlineData("""{"event_type":-0,"eventType":5,"payload":{"pnrId":12,"version":null,"data":[]}}""")]
    [InlineData("""{"payload":{"pnrTravelers":[1,[],"x",{},{"businessInfo":{"companyInfo":{"id":"a"}}},{"businessInfo":{"companyInfo":{"id":"b"}}}]}}""")]
    [InlineData("""{"payload":{"pnrs":[],"approvers":[{"basicInfo":{"userOrgId":{"organizationId":{"name":1,"id":{"id":"a"}}}}}]}}""")]
    [InlineData("""{"event_type":"\ud800\u0041\"","operation":"\\","extra":{"\u0061":1,"a":1,"a":2}}""")]
    [InlineData("""{"Event_type":1,"event_typ":2,"event_type ":3,"":4,"a":5,"a":6}""")]
    public void An_odd_body_goes_the_fast_way_too(string body) => Assert.True(IsFast(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"event\u005ftype":"x"}""")]
    [InlineData("""{"\ud800":"x"}""")]
    [InlineData("""{"payload":{"pnrTravelers":[{"\u0062usinessInfo":{}}]}}""")]
    [InlineData("""{"event_type":"a","event_type":"b"}""")]
    [InlineData("""{"payload":{"data":{"version":1,"version":2}}}""")]
    [InlineData("""{"audience":{"organizationId":{"id":{"id":1,"id":2}}}}""")]
    [InlineData("""[]""")]
    [InlineData("""[{"event_type":"a"}]""")]
    [InlineData("""{"event_type":"a"}{}""")]
    [InlineData("""{"event_type":"a"},""")]
    [InlineData("""{"event_type":"a",}""")]
    [InlineData("""{,"event_type":"a"}""")]
    [InlineData("""{"event_type":"a" "operation":"b"}""")]
    [InlineData("""{"event_type":"a":"operation"}""")]
    [InlineData("""{"event_type":"a":"operation":"b"}""")]
    [InlineData("""{"payload":{"pnrTravelers":[{}:{}]}}""")]
    [InlineData("""{"event_type" "a"}""")]
    [InlineData("""{"payload":{"pnrTravelers":[{} {}]}}""")]
    [InlineData("""{"payload":{"pnrTravelers":[{},]}}""")]
    [InlineData("""{"payload":{"pnrTravelers":[,{}]}}""")]
    [InlineData("""{"payload":{"pnrTravelers":[{}}}}""")]
    [InlineData("""{"payload":{"version":01}}""")]
    [InlineData("""{"payload":{"pnrTravelers":[{}]""")]
    public void What_the_fast_pass_is_not_sure_of_is_left_to_the_strict_one(string body) =>
        Assert.False(IsFast(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"extra":""", "[", "]", "}")]
    [InlineData("""{"extra":""", """{"x":""", "}", "}")]
    [InlineData("""{"payload":{"pnrTravelers":[{"x":""", "[1,", "]", "}]}}", 3)]
    [InlineData("""{"payload":{"pnrTravelers":[""", """{"x":""", "}", "]}}", 2)]
    [InlineData("""{"payload":{"pnrTravelers":[1,""", "[", "]", "]}}", 2)]
    [InlineData("""{"event_type":""", """{"x":1,"y":""", "}", "}")]
    public void The_fast_pass_counts_the_levels_alike(string start, string open, string close, string end, int moreLevels = 0)
    {
        for (var levels = 125; levels <= 131; levels++)
        {
            var inner = levels - 1 - moreLevels;
            var body = start + string.Concat(Enumerable.Repeat(open, inner)) + "1" + string.Concat(Enumerable.Repeat(close, inner)) + end;
            Assert.Equal(levels <= 128, IsFast(Encoding.UTF8.GetBytes(body)));
        }
    }

    private static ReadOnlySpan<byte> Replacements => "{}[]:,\"\\0 e-.\n\0\u001F\u007Fatéu"u8;

    // As it is, compact, and with much white space
    private static byte[][] Layouts(string path)
    {
        var body = File.ReadAllBytes(path);
        var node = JsonNode.Parse(body)!;
        byte[] Written(bool isIndented) => Encoding.UTF8.GetBytes(node.ToJsonString(new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = isIndented,
            IndentSize = 9,
            NewLine = "\r\n",
        }));
        return [body, Written(isIndented: false), Written(isIndented: true)];
    }

    // True when the fast pass decides. Asserts that the strict one then finds the same, and that nothing but escapes makes it unsure of
    // what the strict one accepts
    private static bool IsFast(byte[] body)
    {
        if (!Utf8.IsValid(body))
            return false;
        Span<Range> fast = stackalloc Range[(int)EnvelopeSlot.Count];
        Span<Range> strict = stackalloc Range[(int)EnvelopeSlot.Count];
        fast.Clear();
        strict.Clear();
        var isFast = EnvelopeFastPass.TryFind(body, fast);
        var isReadable = EnvelopePass.Find(body, strict) is null;
        if (isFast && (!isReadable || !fast.SequenceEqual(strict)))
            Assert.Fail($"The passes differ in: {Encoding.UTF8.GetString(body)}");
        if (!isFast && isReadable && !body.AsSpan().Contains((byte)'\\'))
            Assert.Fail($"The fast pass is not sure of: {Encoding.UTF8.GetString(body)}");
        return isFast;
    }
}
