namespace Spotnana.Webhooks.Payloads.Changes;

/// <summary>What identifies an element of a list among its neighbours, by the names of its members.</summary>
/// <remarks>Sources: the schemas of Spotnana's trip, users and payments APIs, whose objects the payloads carry.</remarks>
internal static class ElementIdentity
{
    // The first line whose members are all there counts. Spotnana's own ids come first, then places in an itinerary, then what an element
    // is about: a person, a code, a kind.
    private static readonly string[][] _keys =
    [
        ["pnrId"], ["chargeId"], ["ticketNumber"], ["legId"], ["flightId"], ["invoiceId"], ["documentId"], ["paymentId"], ["refundId"],
        ["approvalId"], ["noteId"], ["optionId"], ["itineraryId"], ["creditId"], ["mcoNumber"], ["invoiceNumber"],
        ["paymentReqId", "pnrVersion"], ["paymentReqId"], ["paymentReference"], ["vendorConfirmationId"], ["stationReferenceId"],
        ["fieldId"], ["ancillaryKey"], ["entityId", "entityType"], ["entityId"], ["vendorCancellationId"],
        ["legIdx", "flightIdx"], ["legIndex", "flightIndex", "ancillaryType"], ["legIndex", "flightIndex"], ["legIdx"], ["legIndex"],
        ["flightIndex"], ["userId"], ["userOrgId"], ["travelerId"], ["travelerIdx"], ["travelerIndex"], ["id", "issuedBy"], ["id"],
        ["transactionDate"], ["chargeCode"], ["taxCode"], ["airportCode"], ["airlineCode"], ["stationCode"], ["externalId"],
        ["predicateString"], ["fixedColumnName"], ["fieldName"], ["notificationType"], ["additionalDetailType"], ["statisticType"],
        ["hotelCodeType"], ["idType"], ["dayOfWeek"], ["url"], ["category"], ["code"], ["type", "name"], ["type"], ["label"], ["name"],
    ];

    /// <summary>Empty for what has none.</summary>
    public static string Of(Dictionary<string, SnapshotNode>? members)
    {
        if (members is null)
            return "";
        foreach (var names in _keys)
        {
            if (Array.TrueForAll(names, members.ContainsKey))
                return string.Join('\n', names.Select(name => $"{name} {members[name].Content}"));
        }

        return "";
    }
}
