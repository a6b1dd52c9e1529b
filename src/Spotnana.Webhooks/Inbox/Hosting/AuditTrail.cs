using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox.Keeping.Auditing;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// Writes the audit log: a row in the inbox, and beside it a line in the log category <c>Audit</c>. Where the inbox's engine keeps no audit
/// log there is only the line. Nothing that is written may name a traveler, a subject or an organization.
/// </summary>
public sealed partial class AuditTrail
{
    private readonly IInboxAudit? _inbox;
    private readonly TimeProvider _time;
    private readonly ILogger _audit;
    private readonly ILogger<AuditTrail> _logger;

    internal AuditTrail(IInbox inbox, TimeProvider time, ILoggerFactory loggers)
    {
        _inbox = inbox as IInboxAudit;
        _time = time;
        _audit = loggers.CreateLogger(Category);
        _logger = loggers.CreateLogger<AuditTrail>();
    }

    /// <summary>The log category of its lines.</summary>
    public const string Category = "Audit";

    /// <summary>Writes down what was done. It never fails: where the row cannot be stored, an error in the log says so.</summary>
    /// <param name="caller">The name of the key.</param>
    /// <param name="address">The address that the call came from. Empty: the service itself.</param>
    /// <param name="action">A word for what was done.</param>
    /// <param name="target">What it was done to.</param>
    /// <param name="outcome">The result, in a few words.</param>
    public async Task WriteAsync(string caller, string address, string action, string target, string outcome)
    {
        var at = _time.GetUtcNow();
        Log.Acted(_audit, caller, action, target, outcome);
        try
        {
            await StoreAsync(new AuditEntry(at, caller, address, action, target, outcome)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.NotStored(_logger, caller, action, target, outcome, failure.Message);
        }
    }

    /// <summary>Writes down what is about to be done, and must not be done without that.</summary>
    /// <param name="caller">The name of the key.</param>
    /// <param name="address">The address that the call came from. Empty: the service itself.</param>
    /// <param name="action">A word for what is about to be done.</param>
    /// <param name="target">What it is done to.</param>
    /// <param name="outcome">The result, in a few words.</param>
    /// <exception cref="InboxUnavailableException">The row cannot be stored now.</exception>
    /// <exception cref="InboxBrokenException">The row cannot be stored any more.</exception>
    public async Task WriteBeforeAsync(string caller, string address, string action, string target, string outcome)
    {
        try
        {
            await StoreAsync(new AuditEntry(_time.GetUtcNow(), caller, address, action, target, outcome)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.Acted(_audit, caller, action, target, "refused, as the audit log cannot be written");
            if (failure is InboxUnavailableException or InboxBrokenException)
                throw;
            throw new InboxUnavailableException($"The audit log cannot be written: {failure.Message}", failure);
        }

        Log.Acted(_audit, caller, action, target, outcome);
    }

    internal void Say(AuditEntry entry) => Log.Acted(_audit, entry.Caller, entry.Action, entry.Target, entry.Outcome);

    // A caller who hangs up does not stop it.
    internal Task StoreAsync(AuditEntry entry) => _inbox?.AppendAuditAsync([entry], CancellationToken.None) ?? Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Key} {Action} {Target}: {Outcome}")]
        public static partial void Acted(ILogger logger, string key, string action, string target, string outcome);

        [LoggerMessage(2, LogLevel.Error,
            "The audit log lacks a row, only the log has it: {Key} {Action} {Target}: {Outcome}. It could not be stored: {Reason}")]
        public static partial void NotStored(ILogger logger, string key, string action, string target, string outcome, string reason);
    }
}
