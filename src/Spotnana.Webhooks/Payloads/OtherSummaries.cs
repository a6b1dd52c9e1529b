using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Payloads;

/// <summary>The lines of all that is no booking.</summary>
internal static class OtherSummaries
{
    public static EventSummary Of(Trip trip, Operation? operation)
    {
        var head = operation is { Name.Length: > 0 } known ? SummaryWords.Of(known.Name) : "Trip";
        var bookings = SummaryWords.Count(trip.Bookings.Count, "booking", "bookings");
        var days = SummaryWords.Way(SummaryWords.Day(trip.Outline?.StartsOn), SummaryWords.Day(trip.Outline?.EndsOn));
        return new EventSummary(
            SummaryWords.Line(head, trip.Name, days, bookings, trip.Total?.ToString()),
            SummaryWords.Line(head, bookings, SummaryWords.OfStatus(trip.Status)));
    }

    public static EventSummary Of(Traveler traveler, Operation? operation)
    {
        var head = operation?.Name switch
        {
            "CREATE" => "Traveler created",
            "UPDATE" => "Traveler updated",
            "DELETE" => "Traveler deleted",
            "PURGE" => "Traveler purged",
            { Length: > 0 } name => $"Traveler {SummaryWords.Of(name).ToLowerInvariant()}",
            _ => "Traveler",
        };
        var state = traveler.IsActive switch { true => "active", false => "not active", null => null };
        return new EventSummary(
            SummaryWords.Line(head, traveler.Name?.ToString(), traveler.Department?.Name, traveler.Organization?.Name, state),
            SummaryWords.Line(head, state));
    }

    public static EventSummary Of(ApprovalRequest request, Operation? operation)
    {
        var head = operation is { Name.Length: > 0 } known ? SummaryWords.Of(known.Name) : "Approval";
        var until = SummaryWords.Instant(request.Deadline) is { } deadline ? $"until {deadline}" : null;
        var by = request.Approvers.Count == 0 ? null : "by " + string.Join(", ", request.Approvers.Select(approver => approver.Name));
        return new EventSummary(
            SummaryWords.Line(head, request.PnrId is null ? null : $"booking {request.PnrId}", until, by), head);
    }

    public static EventSummary Of(AgentTask task, Operation? operation)
    {
        var head = operation is { Name.Length: > 0 } known ? SummaryWords.Of(known.Name) : "Task";
        var status = SummaryWords.OfStatus(task.Status);
        return new EventSummary(
            SummaryWords.Line(head, task.Type, task.Description, task.PnrId is null ? null : $"booking {task.PnrId}", status),
            SummaryWords.Line(head, status));
    }

    public static EventSummary Of(ServiceCharge charge, Operation? operation)
    {
        var head = operation is { Name.Length: > 0 } known ? SummaryWords.Of(known.Name) : "Charge";
        var status = SummaryWords.OfStatus(charge.PaymentStatus);
        var amount = (charge.Total ?? charge.Amount)?.ToString();
        return new EventSummary(
            SummaryWords.Line(head, amount, charge.PnrId is null ? null : $"booking {charge.PnrId}", status),
            SummaryWords.Line(head, status));
    }
}
