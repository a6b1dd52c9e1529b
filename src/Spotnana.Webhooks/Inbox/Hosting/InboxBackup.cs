namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>A backup that the service made of its inbox.</summary>
/// <param name="Name">The name of its file, without the folder.</param>
/// <param name="CreatedAt">
/// When it was begun, to the second: it holds what was durable then. In its name, by the clock of that time.
/// </param>
/// <param name="GoesAt">About when it will be removed, as long as backups go on.</param>
public sealed record InboxBackup(string Name, DateTimeOffset CreatedAt, DateTimeOffset GoesAt);
