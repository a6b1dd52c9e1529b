namespace Spotnana.Webhooks.Cli.Simulation.Records;

/// <summary>A line of the ledger. <c>Status</c> is null where no answer came.</summary>
internal sealed record LedgerLine(
    string Id, int Attempt, string EventType, string Operation, string OrganizationId, string? Subject, DateTimeOffset OccurredAt,
    DateTimeOffset SentAt, int? Status, long Milliseconds, string Sha256)
{
    public static LedgerLine Of(Attempt attempt) => new(
        attempt.Id, attempt.Number, attempt.Event.EventType, attempt.Event.Operation, attempt.Event.OrganizationId, attempt.Event.Subject,
        attempt.Event.OccurredAt, attempt.SentAt, (int?)attempt.Answer.Status, attempt.Answer.Milliseconds, attempt.Sha256);
}
