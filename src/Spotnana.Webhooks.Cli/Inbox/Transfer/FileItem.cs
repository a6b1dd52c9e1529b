using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>The content of a line between header and end: one of these.</summary>
internal readonly record struct FileItem(DeliveryRecord? Delivery, LaneMark? Lane, HandlerPause? Pause);
