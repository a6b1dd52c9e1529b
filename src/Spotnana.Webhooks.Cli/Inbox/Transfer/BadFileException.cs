namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>The file is not one that can be imported. The message says where and why, without anything out of the line.</summary>
internal sealed class BadFileException(string message, Exception? cause = null) : Exception(message, cause);
