using System.Security.Cryptography;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// What a line may hold: what the service itself could have stored, so that no value breaks an inbox into which it is imported.
/// </summary>
internal static class RecordRules
{
    private const int LongestId = 256;
    private const int LongestName = 200;
    private const int LongestHandler = 64;
    private const int LongestSubject = 220; // the kind, a slash and an id
    private const int LongestError = 1_000_000;
    private const int LargestBody = 1 << 30;

    // An inbox counts on from the highest number: it must never run out.
    private const long HighestSequence = 1_000_000_000_000_000;
    private const int MostCopies = 1_000_000;
    private const int MostAttempts = 100_000_000;
    private const long MostMilliseconds = 366L * 24 * 60 * 60 * 1000;

    private static readonly DateTimeOffset _earliest = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset _latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static bool IsSequence(long sequence) => sequence is >= 1 and <= HighestSequence;

    /// <summary>The problem with a delivery and its body. Null: none.</summary>
    public static string? Problem(DeliveryJson delivery, byte[]? body) =>
        Field(delivery) is { } field ? $"its {field} is none that can be stored"
        : delivery.HasBody != body is not null ? delivery.HasBody ? "its body is missing" : "it has a body that it should not have"
        : body is not null && (body.Length != delivery.Bytes || Convert.ToHexStringLower(SHA256.HashData(body)) != delivery.Sha256)
            ? "its body is not the one that was signed (SHA-256)"
        : !AreStatesRight(delivery) ? "its state and those of its handlings contradict each other"
        : delivery.Handlings.Select(Field).FirstOrDefault(field => field is not null) is { } ofHandling
            ? $"the {ofHandling} of a handling is none that can be stored"
        : delivery.Attempts.Select(Field).FirstOrDefault(field => field is not null) is { } ofAttempt
            ? $"the {ofAttempt} of an attempt is none that can be stored"
        : null;

    /// <summary>Whether an inbox can hold what a lane remembers.</summary>
    public static bool IsRight(LaneMark lane) =>
        IsHandler(lane.Handler) && IsText(lane.Subscription, LongestName) && IsText(lane.Subject, LongestSubject)
        && IsClock(lane.HeldUntil);

    public static bool IsRight(HandlerPause pause) => IsHandler(pause.Handler) && IsClock(pause.PausedAt);

    /// <summary>Whether an inbox can hold a row of the audit log. Whether it fits into its chain is not asked: it comes as it is.</summary>
    public static bool IsRight(AuditRowJson row) =>
        IsClock(row.At) && row.Hash.Length == 2 * AuditChain.HashBytes && row.Hash.All(char.IsAsciiHexDigitLower)
        && new[] { row.Caller, row.Address, row.Action, row.Target, row.Outcome }.All(
            text => text.Length <= AuditEntry.LongestText && !text.Contains('\0', StringComparison.Ordinal));

    private static string? Field(DeliveryJson delivery) =>
        !IsText(delivery.Subscription, LongestName) ? "subscription"
        : !IsId(delivery.Id) ? "id"
        : delivery.Copy is < 0 or > MostCopies ? "copy"
        : delivery.Sha256.Length != 2 * SHA256.HashSizeInBytes || !delivery.Sha256.All(char.IsAsciiHexDigitLower) ? "SHA-256"
        : delivery.Bytes is < 0 or > LargestBody ? "number of bytes"
        : delivery.EventType is { } eventType && !IsText(eventType, LongestName) ? "event type"
        : delivery.Operation is { } operation && !IsText(operation, LongestName) ? "operation"
        : delivery.OrganizationId is { } organization && !IsText(organization, LongestName) ? "organization"
        : delivery.Subject is { } subject && !IsText(subject, LongestSubject) ? "subject"
        : !IsClock(delivery.SentAt) || !IsClock(delivery.ReceivedAt) || !IsClock(delivery.SettledAt) ? "time"
        : !IsTrace(delivery.TraceId) || !IsTrace(delivery.SpanId) ? "trace id"
        : null;

    private static string? Field(HandlingRecord? handling) =>
        handling is null ? "record"
        : !IsHandler(handling.Handler) ? "handler"
        : handling.Attempts is < 0 or > MostAttempts || handling.Lost is < 0 or > MostAttempts ? "number of attempts"
        : !IsClock(handling.WaitingSince) || !IsClock(handling.DueAt) || !IsClock(handling.SettledAt) ? "time"
        : null;

    private static string? Field(TransferredAttemptJson? attempt) =>
        attempt is null ? "record"
        : !IsHandler(attempt.Handler) ? "handler"
        : attempt.Number is < 0 or > MostAttempts ? "number"
        : !IsClock(attempt.StartedAt) ? "time"
        : attempt.Milliseconds is < 0 or > MostMilliseconds ? "duration"
        : attempt.Outcome is not (AttemptOutcome.Completed or AttemptOutcome.Retry or AttemptOutcome.Dead or AttemptOutcome.Lost)
            ? "outcome"
        : attempt.Error?.Length > LongestError ? "error"
        : null;

    private static bool AreStatesRight(DeliveryJson delivery)
    {
        var handlings = delivery.Handlings;
        if (handlings.Any(handling => handling is null || handling.State == HandlingState.Leased
            || (handling.Reason is not null) != (handling.State == HandlingState.Dead)))
        {
            return false;
        }

        var isPending = handlings.Any(handling => handling.State == HandlingState.Pending);
        return isPending == (delivery.State == DeliveryState.Pending)
            && !(isPending && !delivery.HasBody)
            && (delivery.Reason is not null) == (delivery.State == DeliveryState.Dead)
            && (delivery.SettledAt is null) == isPending
            && handlings.Select(handling => handling.Handler).Distinct(StringComparer.Ordinal).Count() == handlings.Count;
    }

    // As the intake checks it; of dots only it could once be, too.
    private static bool IsId(string id) => id.Length is >= 1 and <= LongestId && !id.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static bool IsHandler(string name) =>
        name.Length is >= 1 and <= LongestHandler && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static bool IsText(string text, int longest) => text.Length <= longest && !text.Any(char.IsControl);

    private static bool IsTrace(string? id) => id is null || (id.Length is 16 or 32 && id.All(char.IsAsciiHexDigitLower));

    // Times by a clock. When an event happened is what its sender says, and can be any time.
    private static bool IsClock(DateTimeOffset? time) => time is null || (time >= _earliest && time < _latest);
}
