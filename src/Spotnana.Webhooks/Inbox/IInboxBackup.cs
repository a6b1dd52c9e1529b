namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// Copies an inbox into a file while it is in use. An engine that does not implement it beside <see cref="IInbox"/> is backed up by its own
/// tools, and the setting <c>Inbox:Backup:Folder</c> is refused.
/// </summary>
public interface IInboxBackup
{
    /// <summary>
    /// Writes one state of the inbox into a new file and reads it back: it is there whole, sound and on disk, or not at all. What was
    /// durable before the call is in it. Storing and leasing go on meanwhile, and hardly wait. Failures are those of <see cref="IInbox"/>.
    /// </summary>
    /// <param name="path">The file, in a folder that is there. A file that is there already is not replaced.</param>
    /// <param name="cancellationToken">Ends it; then there is no file.</param>
    /// <returns>How many deliveries the file holds.</returns>
    Task<long> BackUpAsync(string path, CancellationToken cancellationToken);

    /// <summary>Whether a folder lies on the disk of the inbox itself, and would be lost together with it.</summary>
    /// <param name="folder">A folder that is there.</param>
    bool SharesDiskWith(string folder);
}
