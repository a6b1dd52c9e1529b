namespace Spotnana.Webhooks.Contract;

/// <summary>One place for each value that a body may hold. Once the event type is known, it decides which of them count.</summary>
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
