using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Benchmarks;

/// <summary>Makes what goes into an inbox: deliveries with one handling each.</summary>
internal static class Entries
{
    public const string Handler = "expenses";

    /// <param name="id">The id of the delivery.</param>
    /// <param name="subject">Its subject.</param>
    /// <param name="occurred">When it occurred, in seconds, and the version of the subject.</param>
    /// <param name="body">The body. The id is written over its beginning: no two are the same.</param>
    public static InboxEntry Make(string id, string subject, int occurred, byte[] body)
    {
        Encoding.UTF8.GetBytes(id, body);
        return new InboxEntry(
            new Delivery
            {
                Subscription = "spotnana",
                Id = id,
                Body = body,
                Sha256 = SHA256.HashData(body),
                SentAt = DateTimeOffset.UnixEpoch,
                ReceivedAt = DateTimeOffset.UnixEpoch.AddDays(1).AddSeconds(occurred),
                OccurredAt = DateTimeOffset.UnixEpoch.AddDays(1).AddSeconds(occurred),
                EventType = EventType.PnrV3,
                Operation = Operation.BookingTicketed,
                OrganizationId = "9ff4b65f-1a17-4f0e-a2b6-3a9d2f6f2c11",
                Subject = subject,
                Version = occurred,
                TraceId = "80f198ee56343ba864fe8b2a57d3eff7",
                SpanId = "e457b5a2e4d86bd1",
            },
            [Handler]);
    }
}
