using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Certification.Sending;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>Checks that whatever is authentic is accepted, whenever and however often it comes, and whatever it is about.</summary>
internal static class EventChecks
{
    private const int OutOfOrderBooking = 1;
    private const int SameIdBooking = 3;

    // More than clocks differ, or are rounded
    private static readonly TimeSpan _apart = TimeSpan.FromMinutes(5);

    /// <summary>About ids that come again.</summary>
    public static IReadOnlyList<Check> SameIds { get; } =
    [
        new(
            "duplicate",
            "A duplicate is accepted",
            "The same delivery may come more than once, under the same id. A duplicate that is refused is sent again and again.",
            $"{Sources.BestPractices}, {Sources.Delivery}",
            DuplicateAsync),
        new(
            "same-id",
            "The same id with another body is accepted",
            "The same delivery may come more than once, under the same id. Whether its bytes are the same then is not said.",
            $"{Sources.Authentication}, {Sources.GoodPractice}",
            SameIdAsync),
    ];

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "unknown-types",
            "Unknown types and operations are accepted",
            "New enum values are no breaking change: code must allow for them.",
            Sources.Compatibility,
            UnknownTypesAsync),
        new(
            "unknown-fields",
            "Unknown fields are accepted",
            "New optional fields are no breaking change: code must allow for them.",
            Sources.Compatibility,
            UnknownFieldsAsync),
        new(
            "out-of-order",
            "An older state after a newer is accepted",
            "Deliveries may come out of order; the body's timestamp tells the order.",
            Sources.BestPractices,
            OutOfOrderAsync),
    ];

    /// <summary>Apart from the others, because it is best asked at the very end: some receivers fall over it.</summary>
    public static Check NotJson { get; } = new(
        "not-json",
        "A body that is not JSON is accepted",
        "Deliveries are JSON. What is not answered 200 is sent again for two weeks, and is no better then: accept it and set it aside.",
        $"{Sources.Delivery}, {Sources.GoodPractice}",
        NotJsonAsync);

    private static Task<Finding> DuplicateAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var first = drafts.Delivery("a delivery", drafts.Bodies.Plain());
        var later = drafts.Delivery("the same id and body, signed anew", first.Body, first.Signed.Id);
        return receiver.ExpectAcceptedAsync(cancellationToken, first, first with { What = "the same request again" }, later);
    }

    private static async Task<Finding> SameIdAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var first = drafts.Delivery("a delivery", drafts.Bodies.Plain(SameIdBooking));
        var other = drafts.Delivery(
            "another body under the same id, correctly signed", drafts.Bodies.Plain(SameIdBooking, version: 2), first.Signed.Id);
        var finding = await receiver.ExpectAcceptedAsync(cancellationToken, first, other);
        return finding.Weaken(
            "Spotnana does not say that it sends this. It is good practice to answer 200 and to keep the second one for somebody to look "
            + "at: a refusal is sent again, for two weeks.");
    }

    private static async Task<Finding> NotJsonAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var finding = await receiver.ExpectAcceptedAsync(
            cancellationToken,
            receiver.Drafts.Delivery($"a body that is not JSON, {receiver.Drafts.Proven}", "certify: no JSON"u8.ToArray()));
        return finding.Weaken(
            "Spotnana sends JSON. It is good practice to answer 200 and to set aside what cannot be read: a refusal is sent again, for two "
            + "weeks.");
    }

    private static Task<Finding> UnknownTypesAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        return receiver.ExpectAcceptedAsync(
            cancellationToken,
            drafts.Delivery("the event type CERTIFY_V1", drafts.Bodies.Plain(change: root => root["event_type"] = "CERTIFY_V1")),
            drafts.Delivery(
                "PNR_V3 with the operation CERTIFY_UNKNOWN", drafts.Bodies.Plain(change: root => root["operation"] = "CERTIFY_UNKNOWN")));
    }

    private static Task<Finding> UnknownFieldsAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        // The last in the alphabet: another check is about the order of names
        const string field = "zCertify";
        var drafts = receiver.Drafts;
        return receiver.ExpectAcceptedAsync(
            cancellationToken,
            drafts.Delivery("an unknown field beside the payload", drafts.Bodies.Plain(change: root => root[field] = true)),
            drafts.Delivery("an unknown field in the payload", drafts.Bodies.Plain(change: root => root["payload"]![field] = "new")),
            drafts.Delivery(
                "an unknown bookingStatus", drafts.Bodies.Plain(change: root => root["payload"]!["bookingStatus"] = "CERTIFY_STATUS")));
    }

    private static Task<Finding> OutOfOrderAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        var drafts = receiver.Drafts;
        var older = drafts.Bodies.Plain(OutOfOrderBooking, version: 2, age: _apart);
        var newer = drafts.Bodies.Plain(OutOfOrderBooking, version: 3);
        return receiver.ExpectAcceptedAsync(
            cancellationToken,
            drafts.Delivery("version 3 of a booking", newer),
            drafts.Delivery("then version 2, of five minutes before", older),
            drafts.Delivery("then version 3 once more", newer));
    }
}
