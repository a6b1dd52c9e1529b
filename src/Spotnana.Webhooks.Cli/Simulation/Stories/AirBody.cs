using System.Text.Json.Nodes;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Changes to a flight booking that no sample shows.</summary>
internal static class AirBody
{
    /// <summary>Back to the time before ticketing: without tickets and transactions, and without the last entry of the history.</summary>
    public static void Unticket(JsonObject payload)
    {
        RemoveLast(payload["bookingHistory"]!.AsArray());
        foreach (var traveler in payload.Part("airPnr").Parts("travelerInfos"))
            traveler["tickets"] = new JsonArray();
        payload["transactions"] = new JsonArray();
        payload["isFinalized"] = false;
        TicketState.Pending.ApplyTo(payload);
        payload.Part("airPnr").Part("voidPolicy")["isVoidable"] = false;
    }

    /// <summary>
    /// Back to the time before the ticket was voided: ticketed, with all but the last transaction, remark and entry of the history.
    /// </summary>
    public static void Unvoid(JsonObject payload)
    {
        RemoveLast(payload["transactions"]!.AsArray());
        RemoveLast(payload["bookingHistory"]!.AsArray());
        RemoveLast(payload.Part("airPnr")["airPnrRemarks"]!.AsArray());
        foreach (var fee in payload.Parts("serviceFees"))
            fee["status"] = "PENDING";
        TicketState.Issued.ApplyTo(payload);
        payload.Part("airPnr").Part("voidPolicy")["isVoidable"] = true;
    }

    /// <summary>Refunds the ticket, and keeps it in the booking with that state.</summary>
    /// <param name="payload">Of the event that tells of it, or of a later one.</param>
    /// <param name="names">Of the story.</param>
    /// <param name="told">The booking when it was told of; null: now.</param>
    public static void Refund(JsonObject payload, StoryNames names, BookingState? told = null)
    {
        TicketState.Refunded.ApplyTo(payload);
        foreach (var ticket in FlightTickets(payload))
            SetRefund(ticket, TimeOf(payload, told), isForfeited: false);
        AddRefund(payload, names, told);
    }

    /// <summary>Makes the ticket one that is not refundable.</summary>
    public static void MakeNonRefundable(JsonObject payload)
    {
        payload.Part("airPnr").Part("automatedCancellationInfo")["supportedCancellations"] = new JsonArray();
        foreach (var ticket in FlightTickets(payload))
            (ticket.Part("refundPolicy")["isRefundable"], ticket.Part("refundPolicy")["isRefundableByObt"]) = (false, false);
    }

    /// <summary>Cancels a ticket of which nothing comes back: no money moves, so there is no transaction.</summary>
    public static void Forfeit(JsonObject payload, BookingState? told = null)
    {
        MakeNonRefundable(payload);
        TicketState.Forfeited.ApplyTo(payload);
        foreach (var ticket in FlightTickets(payload))
            SetRefund(ticket, TimeOf(payload, told), isForfeited: true);
    }

    /// <summary>A new ticket in the place of the old one, for the same price: the old one is refunded, the new one names it.</summary>
    /// <param name="payload">Of the event that tells of the new ticket.</param>
    /// <param name="names">Of the story.</param>
    /// <param name="refunded">The booking when the refund of the old one was told of.</param>
    public static void Exchange(JsonObject payload, StoryNames names, BookingState refunded)
    {
        var tickets = payload.Part("airPnr").Parts("travelerInfos").First()["tickets"]!.AsArray();
        var old = tickets[0]!.AsObject();
        var issued = old.Copy();
        issued["ticketNumber"] = names[StoryNames.NewTicket];
        SetIssued(issued, TimeOf(payload, told: null));
        issued["exchangeInfo"] = new JsonObject { ["originalTicketNumber"] = names[StoryNames.Ticket] };
        TicketState.Refunded.ApplyToTicket(old);
        SetRefund(old, refunded.UpdatedAt, isForfeited: false);
        tickets.Insert(0, issued);
        var ancillaries = tickets.Select(ticket => ticket!.AsObject()).Where(ticket => ticket.ContainsKey("associatedTicketNumber"));
        foreach (var ancillary in ancillaries)
            ancillary["associatedTicketNumber"] = names[StoryNames.NewTicket];

        AddRefund(payload, names, refunded);
        AddTransaction(payload, "AIR_TICKET_ISSUED", names[StoryNames.NewTicket], names.Uuid("exchange"), isRefund: false, told: null);
        var price = issued.Part("amount").Fare();
        SetCharge(payload, payload.Part("totalFare").Amount() + price, price);
        DropScheduleChange(payload);
    }

    /// <summary>The traveler wanted it, not the airline.</summary>
    public static void DropScheduleChange(JsonObject payload)
    {
        payload.Part("airPnr")["disruptedFlightDetails"] = new JsonArray();
        foreach (var leg in payload.Part("airPnr").Parts("legs"))
            leg.Remove("scheduleChangeInfo");
    }

    /// <summary>The schedule change that waited is accepted, with the new times.</summary>
    public static void AcceptScheduleChange(JsonObject payload)
    {
        TicketState.Issued.ApplyTo(payload);
        foreach (var leg in payload.Part("airPnr").Parts("legs").Where(leg => leg.ContainsKey("scheduleChangeInfo")))
        {
            leg.Part("scheduleChangeInfo")["possibleActions"] = new JsonArray();
            leg.Part("scheduleChangeInfo")["selectedTravelerAction"] = "ACCEPT_BOOKING";
        }
    }

    /// <summary>The airline moves the traveler to another cabin on the first flight.</summary>
    public static void ChangeCabin(JsonObject payload, string cabin) =>
        payload.Part("airPnr").Parts("legs").First().Parts("flights").First()["cabin"] = cabin;

    /// <summary>Sets the first seat's state.</summary>
    public static void SetSeat(JsonObject payload, string status, string source, string? number = null)
    {
        var seat = payload.Part("airPnr").Parts("travelerInfos").First().Part("booking").Parts("seats").First();
        (seat["status"], seat["sourceStatus"]) = (status, source);
        if (number is not null)
            seat["number"] = number;
    }

    /// <summary>Adds the traveler of another booking, with tickets and payments: as a booking of two was before it was split.</summary>
    public static void AddTravelerOf(JsonObject payload, JsonObject other)
    {
        payload.Append("pnrTravelers", other.Parts("pnrTravelers").First().Copy());
        var traveler = other.Part("airPnr").Parts("travelerInfos").First().Copy();
        traveler["travelerIdx"] = 1;
        var isTicketed = payload.Part("airPnr").Parts("travelerInfos").First()["tickets"]!.AsArray().Count > 0;
        if (!isTicketed)
            traveler["tickets"] = new JsonArray();
        foreach (var ticket in traveler.Parts("tickets"))
            SetIssued(ticket, TimeOf(payload, told: null));
        payload.Part("airPnr").Append("travelerInfos", traveler);
        foreach (var costs in (string[])["costOfGoodsSold", "costToCustomer"])
        {
            foreach (var payment in other.Part(costs).Parts("payments"))
            {
                var added = payment.Copy();
                added["travelerIndices"] = new JsonArray(1);
                payload.Part(costs).Append("payments", added);
            }
        }

        var fare = payload.Part("totalFareAmount");
        foreach (var part in (string[])["base", "tax"])
            fare.Part(part)["amount"] = fare.Part(part).Amount() + other.Part("totalFareAmount").Part(part).Amount();
        fare.Remove("taxBreakdown");
        payload.Part("totalFare")["amount"] = fare.Fare();
        if (isTicketed)
        {
            foreach (var transaction in other.Parts("transactions"))
            {
                var added = transaction.Copy();
                added["pnrVersion"] = payload["version"]!.GetValue<int>();
                foreach (var group in added.Parts("itemGroups"))
                    group["transactionDateTime"] = Instants.WithoutZone(TimeOf(payload, told: null));
                payload.Append("transactions", added);
            }

            SetCharge(payload, fare.Fare(), refunded: 0);
        }
    }

    public static void SetCharge(JsonObject payload, decimal charged, decimal refunded)
    {
        var info = payload.Parts("paymentInfo").First();
        info.Part("totalCharge")["amount"] = charged;
        info.Part("totalRefund")["amount"] = refunded;
        info.Part("netCharge")["amount"] = charged - refunded;
    }

    private static void RemoveLast(JsonArray list) => list.RemoveAt(list.Count - 1);

    private static IEnumerable<JsonObject> FlightTickets(JsonObject payload) => payload.Part("airPnr").Parts("travelerInfos")
        .SelectMany(traveler => traveler.Parts("tickets")).Where(ticket => ticket.Text("ticketType") == "FLIGHT");

    private static void SetIssued(JsonObject ticket, DateTimeOffset at) =>
        (ticket["issuedDateTime"], ticket["updateDateTime"]) = (Instants.WithoutZone(at), Instants.WithoutZone(at));

    private static void SetRefund(JsonObject ticket, DateTimeOffset at, bool isForfeited)
    {
        var (all, nothing) = (ticket.Part("amount").Copy(), ticket.Part("amount").Copy());
        nothing.Remove("taxBreakdown");
        (nothing.Part("base")["amount"], nothing.Part("tax")["amount"]) = (0m, 0m);
        ticket["updateDateTime"] = Instants.WithoutZone(at);
        ticket["refundInfo"] = new JsonObject
        {
            ["refundAmount"] = isForfeited ? nothing : all,
            ["refundDate"] = Instants.DayOf(at),
            ["penalty"] = isForfeited ? all : nothing,
        };
    }

    // What was told of before keeps its time
    private static DateTimeOffset TimeOf(JsonObject payload, BookingState? told) =>
        told?.UpdatedAt ?? Instants.Of(payload.Part("updatedAt"));

    private static void AddRefund(JsonObject payload, StoryNames names, BookingState? told) =>
        AddTransaction(payload, "AIR_TICKET_REFUNDED", names[StoryNames.Ticket], names.Uuid("refund"), isRefund: true, told);

    private static void AddTransaction(
        JsonObject payload, string type, string ticket, string paymentRequestId, bool isRefund, BookingState? told)
    {
        var transaction = payload.Parts("transactions").First().Copy();
        transaction["paymentReqId"] = paymentRequestId;
        var version = told?.Version ?? payload["version"]!.GetValue<int>();
        transaction["pnrVersion"] = version;
        transaction["paymentReference"] = $"pi_sample_{payload.Text("pnrId")}_{version}";
        foreach (var cost in transaction.Parts("ctc"))
            (cost["isRefunded"], cost["transactionStatus"]) = (isRefund, isRefund ? "REFUNDED" : "CHARGED");
        foreach (var group in transaction.Parts("itemGroups"))
        {
            (group["transactionType"], group["confirmationNumber"]) = (type, ticket);
            group["transactionDateTime"] = Instants.WithoutZone(TimeOf(payload, told));
        }

        payload.Append("transactions", transaction);
    }
}
