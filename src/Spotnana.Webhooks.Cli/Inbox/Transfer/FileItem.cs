using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>What a line between header and end holds: one of these.</summary>
internal readonly record struct FileItem(DeliveryRecord? Delivery, LaneMark? Lane, HandlerPause? Pause);
