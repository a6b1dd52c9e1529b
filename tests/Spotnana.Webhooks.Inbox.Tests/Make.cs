using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Inbox.Tests;

/// <summary>Deliveries and entries for tests: say what matters, the rest is made up.</summary>
internal static class Make
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 17, 38, 7, TimeSpan.Zero);

    public static Delivery Delivery(
        string id, string? subject = "pnr/1", int occurred = 0, long? version = null, string? body = null, string subscription = "s",
        string? operation = "BOOKING_TICKETED")
    {
        var bytes = Encoding.UTF8.GetBytes(body ?? id);
        return new Delivery
        {
            Subscription = subscription,
            Id = id,
            Body = bytes,
            Sha256 = SHA256.HashData(bytes),
            SentAt = Start.AddSeconds(-1),
            ReceivedAt = Start,
            OccurredAt = Start.AddSeconds(occurred),
            EventType = EventType.PnrV3,
            Operation = operation is null ? null : new Operation(operation),
            OrganizationId = "org",
            Subject = subject,
            Version = version,
            TraceId = "80f198ee56343ba864fe8b2a57d3eff7",
            SpanId = "e457b5a2e4d86bd1",
        };
    }

    public static InboxEntry Entry(Delivery delivery, params string[] handlers) =>
        new(delivery, handlers.Length == 0 ? ["h"] : handlers);

    public static InboxEntry Entry(string id, string? subject = "pnr/1", int occurred = 0, long? version = null, string? body = null) =>
        Entry(Delivery(id, subject, occurred, version, body));

    /// <summary>A text that does not get smaller by compressing: nothing repeats in it.</summary>
    public static string Incompressible(int length)
    {
        var bytes = new byte[(length + 1) / 2];
        new Random(length).NextBytes(bytes);
        return Convert.ToHexString(bytes)[..length];
    }

    public static InboxEntry Unhandled(Delivery delivery) => new(delivery, []);
}
