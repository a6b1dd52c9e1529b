using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// Keeps the inbox and the <see cref="ContactBook"/> in step, every few seconds and once more at the end: behind the answers, so that no
/// delivery waits for it. What a crash loses of it is at most the last few seconds of duplicates and refusals: whatever was stored tells
/// its time itself.
/// </summary>
internal sealed partial class ContactKeeper(
    IInbox inbox, InboxStatus status, ContactBook book, WebhookMetrics metrics, TimeProvider time, ILogger<ContactKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly FailureLines _lines = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.WatchContacts(() => book.Contacts.Select(contact => (contact.Subscription, contact.SilentSince)));
        if (inbox is not IInboxContacts contacts)
            return;

        await status.Opened.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!status.Opened.IsCompleted)
            return;

        do
        {
            await TryKeepAsync(contacts).ConfigureAwait(false);
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!stoppingToken.IsCancellationRequested);
        await TryKeepAsync(contacts).ConfigureAwait(false);
    }

    private async Task TryKeepAsync(IInboxContacts contacts)
    {
        try
        {
            var news = book.Learn(await contacts.ReadContactsAsync(CancellationToken.None).ConfigureAwait(false));
            if (news.Count > 0)
                await contacts.NoteContactsAsync(news, CancellationToken.None).ConfigureAwait(false);
            if (_lines.Works("", out _))
                Log.Works(logger);
        }
        catch (Exception failure)
        {
            if (_lines.Fails("", out _))
                Log.Failing(logger, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The inbox cannot keep when each subscription was last heard, which a restart would forget. It is tried again: {Reason}")]
        public static partial void Failing(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Information, "The inbox keeps again when each subscription was last heard.")]
        public static partial void Works(ILogger logger);
    }
}
