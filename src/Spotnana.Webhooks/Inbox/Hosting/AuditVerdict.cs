namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>What the service knows of the chain of its audit log.</summary>
/// <param name="Holds">Whether all that was checked is as it was written.</param>
/// <param name="Why">What is wrong first, as whole sentences. Null: nothing.</param>
/// <param name="IsComplete">Whether no row waits to be checked.</param>
/// <param name="CheckedTo">The number of the last row that was checked since the check began anew.</param>
/// <param name="CheckedAt">When all rows were last checked. Null: not yet.</param>
public sealed record AuditVerdict(bool Holds, string? Why, bool IsComplete, long CheckedTo, DateTimeOffset? CheckedAt);
