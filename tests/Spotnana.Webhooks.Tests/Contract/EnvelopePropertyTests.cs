using System.Text;
using CsCheck;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Tests.Contract;

public class EnvelopePropertyTests
{
    [Fact]
    public void A_reader_over_the_whole_document_finds_the_same_envelope() =>
        EnvelopeGen.Bodies.Sample(body => Assert.Equal(EnvelopeOracle.Read(body), EnvelopeReader.Read(body).Envelope), iter: 5000);

    [Fact]
    public void The_order_of_the_properties_does_not_matter() =>
        EnvelopeGen.Reordered.Sample(
            bodies => Assert.Equal(EnvelopeReader.Read(bodies.One), EnvelopeReader.Read(bodies.Other)), iter: 2000);

    [Fact]
    public void The_generated_bodies_show_every_kind_of_envelope()
    {
        var seen = new HashSet<string>();
        EnvelopeGen.Bodies.Sample(
            body =>
            {
                var envelope = EnvelopeReader.Read(body).Envelope;
                seen.Add(envelope is null ? "unreadable"
                    : envelope.Subject is null ? $"{envelope.EventType} without subject"
                    : $"{envelope.EventType}");
                if (envelope?.Version is not null)
                    seen.Add($"{envelope.EventType} with version");
                if (envelope?.OrganizationId is not null)
                    seen.Add($"{envelope.EventType} with organization");
            },
            iter: 5000,
            threads: 1);

        Assert.Contains("unreadable", seen);
        Assert.Contains("PNR_V3 with version", seen);
        Assert.Contains("SERVICE_CHARGE with version", seen);
        Assert.All(EventType.Known, type =>
        {
            Assert.Contains(type.Name, seen);
            Assert.Contains($"{type} without subject", seen);
            Assert.Contains($"{type} with organization", seen);
        });
    }

    [Fact]
    public void Random_bytes_never_throw() =>
        Gen.Byte.Array[0, 300].Sample(body => Assert.True(EnvelopeReader.Read(body).Reason is not null || body.Length > 16));

    [Fact]
    public void Random_text_of_JSON_punctuation_never_throws() =>
        Gen.Char["{}[]\":,\\u0d8ef_tynvpa1 -.ne\n"].Array[0, 200].Sample(signs =>
            ReadAndCompareWithDocument([.. "{\"event_type\":\"x\""u8, .. Encoding.UTF8.GetBytes(signs)]));

    [Fact]
    public void Mutated_bodies_never_throw_and_what_is_not_json_is_unreadable() =>
        Gen.Select(EnvelopeGen.Bodies, Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1_000_000], Gen.Byte).Array[1, 4]).Sample(
            (body, changes) =>
            {
                foreach (var (kind, where, value) in changes)
                {
                    var at = where % Math.Max(body.Length, 1);
                    body = kind switch
                    {
                        0 => [.. body[..at], value, .. body[at..]],
                        1 when body.Length > 0 => [.. body[..at], .. body[(at + 1)..]],
                        2 when body.Length > 0 => [.. body[..at], (byte)(body[at] ^ (1 << (value % 8))), .. body[(at + 1)..]],
                        _ => body[..at],
                    };
                }

                ReadAndCompareWithDocument(body);
            },
            iter: 5000);

    private static void ReadAndCompareWithDocument(byte[] body)
    {
        var reading = EnvelopeReader.Read(body);
        Assert.NotEqual(reading.Envelope is null, reading.Reason is null);

        using var document = EnvelopeOracle.Parse(body);
        if (document is null)
            Assert.Null(reading.Envelope);
        else
            Assert.False(reading.Reason is UnreadableReason.Empty or UnreadableReason.NotJson or UnreadableReason.TooDeep);
    }
}
