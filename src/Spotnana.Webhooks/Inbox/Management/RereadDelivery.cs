namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>
/// Reads the body of a stored delivery again and matches handlers, as at its receipt. It may be called on any thread, but never twice at
/// the same time within one redrive.
/// </summary>
/// <param name="delivery">The delivery as it is stored, with its body.</param>
/// <returns>
/// The delivery with the values read from it now and the handlers that match; or still quarantined as <see cref="DeadReason.Unreadable"/>.
/// Its reorder window is ignored, since redriven handlings are due now.
/// </returns>
public delegate InboxEntry RereadDelivery(Delivery delivery);
