using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>Reads bookings of all types.</summary>
internal static class BookingReader
{
    public static Booking Read(Node payload)
    {
        // A booking may stand in the payload, or as its "data": both are published.
        var data = payload["data"u8];
        return Read(data.IsObject ? data : payload, payload["pnrId"u8].Id);
    }

    private static Booking Read(Node node, string? outerId)
    {
        var reading = new BookingReading(node);
        var (air, hotel, car) = (node["airPnr"u8], node["hotelPnr"u8], node["carPnr"u8]);
        var (rail, limo, misc) = (node["railPnr"u8], node["limoPnr"u8], node["miscPnr"u8]);
        Booking booking =
            !air.IsAbsent ? AirBooking.Read(air, reading)
            : !hotel.IsAbsent ? HotelBooking.Read(hotel, reading)
            : !car.IsAbsent ? CarBooking.Read(car)
            : !rail.IsAbsent ? RailBooking.Read(rail, reading)
            : !limo.IsAbsent ? LimoBooking.Read(limo)
            : !misc.IsAbsent ? MiscBooking.Read(misc)
            : new Booking();

        var (source, rebooking) = (node["sourceInfo"u8], Rebooking(hotel, car));
        var id = node["pnrId"u8].Id ?? outerId;
        var documents = node["documents"u8].List(Document.Read);
        var fresh = node["freshnessInfo"u8];
        return booking with
        {
            PnrId = id,
            Version = node["version"u8].Integer,
            TripId = node["tripId"u8].Id ?? node["basicTripInfo"u8]["tripId"u8].Id,
            Trip = TripOutline.Read(node["basicTripInfo"u8]),
            Status = node["bookingStatus"u8].Text,
            RecordLocator = source["sourcePnrId"u8].Text,
            Source = source["bookingSource"u8].Text,
            BookedAt = source["bookingDateTime"u8].Instant,
            CreatedVia = node["createdVia"u8].Text,
            CreatedAt = node["createdAt"u8].Instant,
            UpdatedAt = node["updatedAt"u8].Instant,
            OrganizationId = reading.Travelers.Select(traveler => traveler.Organization?.Id).OfType<string>().FirstOrDefault()
                ?? node["pnrCreationDetails"u8]["requestedByDetails"u8]["requestedByUserOrgId"u8]["organizationId"u8].Id,
            Travelers = reading.Travelers,
            Total = Fare.Read(node["totalFareAmount"u8])
                ?? (Money.Read(node["totalFare"u8]) is { } total ? new Fare { Base = total } : null),
            AdditionalFares = node["additionalFareAmounts"u8].List(AdditionalFare.Read),
            ServiceFees = node["serviceFees"u8].List(ServiceFee.Read),
            Payments = node["costToCustomer"u8]["payments"u8].List(Payment.Read),
            PaymentTotals = node["paymentInfo"u8].List(PaymentTotal.Read),
            Documents = documents,
            Invoices = node["invoiceInfos"u8].List(invoice => Invoice.Read(invoice, documents)),
            Approvals = node["approvalInfo"u8].List(Approval.Read),
            Policy = Policy.Read(node["policyInfo"u8]),
            CustomFields = [.. node["customFieldsV3Responses"u8].Elements
                .SelectMany(answers => answers["selectedResponses"u8].List(CustomField.Read))],
            History = node["bookingHistory"u8].List(HistoryEntry.Read),
            Replaces = [.. rebooking["cancelledPnrIds"u8].Texts().Where(replaced => replaced != id)],
            ReplacedBy = rebooking["rebookedPnrId"u8].Text is { } other && other != id ? other : null,
            RebookType = rebooking["rebookType"u8].Text,
            DkNumber = node["dkNumber"u8].Text,
            ExternalId = node["externalInfo"u8]["externalPnrId"u8].Text,
            IsFinalized = node["isFinalized"u8].Flag ?? false,
            IsInvoiceDelayed = node["invoiceDelayedBooking"u8].Flag ?? false,
            MustContactSupport = node["contactSupport"u8].Flag ?? false,
            TripUsage = node["tripUsageMetadata"u8]["tripUsageType"u8].Text,
            NewerSince = fresh["latestVersionDateTime"u8].Instant is { } newest && newest > fresh["returnedVersionDateTime"u8].Instant
                ? newest
                : null,
        };
    }

    private static Node Rebooking(Node hotel, Node car) =>
        hotel["rebookReference"u8] is { IsAbsent: false } ofHotel ? ofHotel : car["rebookReference"u8];
}
