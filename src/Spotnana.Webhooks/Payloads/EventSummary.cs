using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Payloads;

/// <summary>One line for people that tells what an event says. Made on reading; kept nowhere.</summary>
/// <param name="Full">With flights, hotels and names: for whoever may see payloads.</param>
/// <param name="Brief">Operation, type and status only: nothing of a person or a place.</param>
public sealed record EventSummary(string Full, string Brief)
{
    /// <summary>
    /// The line of an event. What is missing in the payload is missing in the line; of an event type that is not known, and of what fits no
    /// view, only the operation is left.
    /// </summary>
    /// <param name="eventType">The event type.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="body">The whole body, as it was received.</param>
    public static EventSummary Of(EventType? eventType, Operation? operation, ReadOnlyMemory<byte> body)
    {
        try
        {
            return eventType?.Name switch
            {
                "PNR_V3" => BookingSummary.Of(Booking.Parse(body), operation),
                "TRIP_DETAILS_V3" => OtherSummaries.Of(Trip.Parse(body), operation),
                "TRAVELER_V2" => OtherSummaries.Of(Traveler.Parse(body), operation),
                "PNR_APPROVAL" => OtherSummaries.Of(ApprovalRequest.Parse(body), operation),
                "AGENT_TASK_DETAILS" => OtherSummaries.Of(AgentTask.Parse(body), operation),
                "SERVICE_CHARGE" => OtherSummaries.Of(ServiceCharge.Parse(body), operation),
                _ => OfOperation(eventType, operation),
            };
        }
        catch (PayloadException)
        {
            return OfOperation(eventType, operation);
        }
    }

    /// <summary>The line where the body is not there, or must not be read.</summary>
    public static EventSummary OfOperation(EventType? eventType, Operation? operation)
    {
        var words = SummaryWords.Of(operation?.Name ?? eventType?.Name ?? "");
        return new EventSummary(words, words);
    }
}
