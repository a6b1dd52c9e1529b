namespace Spotnana.Webhooks.Contract;

/// <summary>The places that a value found in a body can be kept in until the event type says which of them count.</summary>
internal enum EnvelopeSlot
{
    None = 0,
    EventType,
    OldEventType,
    Operation,
    Timestamp,
    AudienceOrganization,

    PnrId,
    PnrVersion,
    PnrOrganization,
    DataPnrId,
    DataPnrVersion,
    DataPnrOrganization,

    TripId,
    TripOrganization,

    Id,
    TravelerOrganization,
    TaskOrganization,
    TaskTravelerOrganization,

    ApproverOrganization,

    ChargeId,
    ChargeEntityId,
    ChargePnrVersion,
    ChargeOrganization,

    Count,
}
