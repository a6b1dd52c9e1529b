using System.Threading.Channels;

namespace Spotnana.Webhooks.Settings;

/// <summary>
/// Passes on that a secret was changed while the service runs, from whoever reads it again to the audit log. Used by any thread.
/// </summary>
/// <param name="time">The clock that says when.</param>
public sealed class SecretChanges(TimeProvider time)
{
    // While the inbox takes nothing they wait. Each has left its line in the log before.
    private const int Most = 1000;

    private readonly Channel<SecretChange> _waiting = Channel.CreateBounded<SecretChange>(
        new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    internal ChannelReader<SecretChange> Waiting => _waiting.Reader;

    /// <summary>Notes news of a secret, where they say that other values are in use now.</summary>
    /// <param name="action">A word for the audit log, such as <c>secret.change</c>.</param>
    /// <param name="news">The news.</param>
    public void Note(string action, SecretNews news)
    {
        ArgumentNullException.ThrowIfNull(news);
        if (news.IsInEffect)
            _waiting.Writer.TryWrite(new SecretChange(time.GetUtcNow(), action, news.Key, news.Count));
    }
}
