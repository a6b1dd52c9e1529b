using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Tests.Dispatch;

/// <summary>A lease that no inbox gave.</summary>
internal static class TestLease
{
    private static readonly Delivery _delivery = new()
    {
        Subscription = "spotnana",
        Id = "msg_1",
        Body = "{}"u8.ToArray(),
        Sha256 = new byte[32],
        SentAt = DateTimeOffset.UnixEpoch,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        OccurredAt = DateTimeOffset.UnixEpoch,
        EventType = EventType.PnrV3,
        Operation = Operation.BookingTicketed,
        OrganizationId = "0a1b",
        Subject = "pnr/1",
        TraceId = "11",
        SpanId = "22",
    };

    public static Lease Of(string handler) => new()
    {
        Handler = handler,
        Delivery = _delivery,
        Attempt = 1,
        IsStale = false,
        WaitingSince = DateTimeOffset.UnixEpoch,
        LeasedAt = DateTimeOffset.UnixEpoch,
        Lane = 1,
        Sequence = 1,
        Token = 1,
    };
}
