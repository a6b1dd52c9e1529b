using Spotnana.Webhooks.Inbox.Management;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

internal sealed record TransferredAttemptJson(
    string Handler, int Number, DateTimeOffset StartedAt, long? Milliseconds, string Outcome, string? Error)
{
    public static TransferredAttemptJson Of(AttemptSummary attempt) =>
        new(attempt.Handler, attempt.Number, attempt.StartedAt, (long?)attempt.Duration?.TotalMilliseconds, attempt.Outcome, attempt.Error);

    public AttemptSummary ToSummary() =>
        new(Handler, Number, StartedAt, Milliseconds is { } duration ? TimeSpan.FromMilliseconds(duration) : null, Outcome, Error);
}
