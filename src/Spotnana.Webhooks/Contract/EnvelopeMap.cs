using static Spotnana.Webhooks.Contract.EnvelopeProperty;

namespace Spotnana.Webhooks.Contract;

/// <summary>
/// The places of the values in a body. One map serves all event types, because the event type may come after the payload.
/// </summary>
/// <remarks>
/// Sources: for the envelope's own properties, Spotnana's Webhook Events document; for those inside the payload, the schemas of its trip,
/// users and payments APIs, whose objects the payloads carry.
/// </remarks>
internal static class EnvelopeMap
{
    public static readonly EnvelopeProperty[] Root =
    [
        Anything("event_type", EnvelopeSlot.EventType),
        Anything("eventType", EnvelopeSlot.OldEventType),
        Text("operation", EnvelopeSlot.Operation),
        Scalar("timestamp", EnvelopeSlot.Timestamp),
        Object("audience", Identity("organizationId", EnvelopeSlot.AudienceOrganization)),
        Object(
            "payload",

            // PNR_V3: the booking itself, or {pnrId, data} as in the trip API; PNR_APPROVAL has pnrId too
            Scalar("pnrId", EnvelopeSlot.PnrId),
            Number("version", EnvelopeSlot.PnrVersion),
            Travelers(EnvelopeSlot.PnrOrganization),
            Object(
                "data",
                Scalar("pnrId", EnvelopeSlot.DataPnrId),
                Number("version", EnvelopeSlot.DataPnrVersion),
                Travelers(EnvelopeSlot.DataPnrOrganization)),

            // TRIP_DETAILS_V3
            Object("basicTripInfo", Scalar("tripId", EnvelopeSlot.TripId)),
            List("pnrs", Object("data", Travelers(EnvelopeSlot.TripOrganization))),

            // TRAVELER_V2 and AGENT_TASK_DETAILS
            Scalar("id", EnvelopeSlot.Id),
            Object("businessInfo", Identity("organizationRef", EnvelopeSlot.TravelerOrganization)),
            Identity("organization", EnvelopeSlot.TaskOrganization),
            Object("primaryTraveler", UserOrganization(EnvelopeSlot.TaskTravelerOrganization)),

            // PNR_APPROVAL
            List("approvers", Object("basicInfo", UserOrganization(EnvelopeSlot.ApproverOrganization))),

            // SERVICE_CHARGE
            Scalar("chargeId", EnvelopeSlot.ChargeId),
            Object("entity", Scalar("entityId", EnvelopeSlot.ChargeEntityId)),
            Object("bookingDetails", Number("pnrVersion", EnvelopeSlot.ChargePnrVersion)),
            UserOrganization(EnvelopeSlot.ChargeOrganization)),
    ];

    private static EnvelopeProperty Travelers(EnvelopeSlot slot) =>
        List("pnrTravelers", Object("businessInfo", Object("companyInfo", Identity("id", slot))));

    private static EnvelopeProperty UserOrganization(EnvelopeSlot slot) =>
        Object("userOrgId", Identity("organizationId", slot));
}
