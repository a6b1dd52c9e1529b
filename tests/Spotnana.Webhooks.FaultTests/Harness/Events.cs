using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>Makes distinct events. The same seed makes the same ones.</summary>
internal sealed class Events(int seed)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);
    private readonly string _prefix = Guid.NewGuid().ToString("N")[..8];
    private int _count;

    /// <summary>Several bookings, several changes of each.</summary>
    public IReadOnlyList<OutgoingDelivery> Take(int count, int bytes = 8_000) =>
        [.. Enumerable.Range(0, count).Select(i => Next(pnrId: BookingId(i % Math.Max(1, count / 3)), bytes: bytes))];

    public OutgoingDelivery Next(
        string operation = "BOOKING_TICKETED",
        string eventType = "PNR_V3",
        string? pnrId = null,
        string organization = "5f1c9a8e-0000-4000-8000-000000000001",
        int bytes = 8_000,
        string? note = null)
    {
        var number = ++_count;
        pnrId ??= BookingId(number);
        var body = $$$"""
            {
              "event_type": "{{{eventType}}}",
              "operationSummary": { "ticketsIssued": [], "ticketsVoided": [], "ticketsRefunded": [] },
              "operation": "{{{operation}}}",
              "payload": {
                "pnrId": "{{{pnrId}}}",
                "data": { "version": {{{number}}}, "pnrId": "{{{pnrId}}}", "note": {{{JsonSerializer.Serialize(note)}}}, "padding": "{{{Padding(bytes)}}}" }
              },
              "timestamp": "{{{Noon.AddMilliseconds(number).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}}}",
              "audience": { "organizationId": "{{{organization}}}" }
            }
            """;
        return new(NextId(number), Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Authentic, but these bytes.</summary>
    public OutgoingDelivery Raw(string body) => new(NextId(++_count), Encoding.UTF8.GetBytes(body));

    private static string BookingId(int number) => (6_100_000_000 + number).ToString(CultureInfo.InvariantCulture);

    private string NextId(int number) => $"msg_{_prefix}_{number:00000}";

    private string Padding(int bytes) => string.Create(Math.Max(0, bytes - 500), _random, static (span, random) =>
    {
        foreach (ref var letter in span)
            letter = Letters[random.Next(Letters.Length)];
    });
}
